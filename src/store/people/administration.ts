/** What only the administrator's command line does: change people and workspaces, and keep the reps' mail servers. */
import { type Selectable, sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { Schema } from '../database/schema.ts';
import type { NewUser, NewWorkspace } from './people.ts';

export type UserRow = Selectable<Schema['users']>;

/** What of a user can be changed: null takes away, undefined leaves as it is. */
export type UserChanges = { [key in keyof Omit<NewUser, 'id' | 'workspaceId'>]?: NewUser[key] | null };

/** What of a workspace can be changed; the same. */
export type WorkspaceChanges = Pick<Partial<NewWorkspace>, 'name' | 'currency' | 'timeZone' | 'crm'> & {
  postalAddress?: string | null;
};

export function listWorkspaces(db: Db): Promise<Selectable<Schema['workspaces']>[]> {
  return db.selectFrom('workspaces').selectAll().orderBy('id').execute();
}

export function findUser(db: Db, userId: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst();
}

/** Answers whether there is such a workspace. */
export async function updateWorkspace(db: Db, id: string, changes: WorkspaceChanges): Promise<boolean> {
  const { name, currency, timeZone, postalAddress, crm } = changes;
  const updated = await db
    .updateTable('workspaces')
    .set({ id, name, currency, time_zone: timeZone, postal_address: postalAddress, crm })
    .where('id', '=', id)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Answers whether there is such a user. */
export async function updateUser(db: Db, id: string, changes: UserChanges): Promise<boolean> {
  const updated = await db
    .updateTable('users')
    .set({
      // Always something to set; Kysely leaves out what is undefined.
      id,
      role: changes.role ?? undefined,
      manager_id: changes.managerId,
      display_name: changes.displayName ?? undefined,
      email: changes.email ?? undefined,
      time_zone: changes.timeZone ?? undefined,
      locale: changes.locale ?? undefined,
      signature: changes.signature,
      slack_user_id: changes.slackUserId,
      crm_owner_id: changes.crmOwnerId,
    })
    .where('id', '=', id)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Keeps a rep's mail servers, encrypted; one that is undefined stays as it was. */
export async function putMailbox(
  db: Db,
  userId: string,
  { smtpUrl, imapUrl }: { smtpUrl: Buffer | undefined; imapUrl: Buffer | undefined },
): Promise<void> {
  await db
    .insertInto('mailboxes')
    .values({ user_id: userId, smtp_url: smtpUrl ?? null, imap_url: imapUrl ?? null })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet({ smtp_url: smtpUrl, imap_url: imapUrl, updated_at: sql<Date>`now()` }),
    )
    .execute();
}

export function findMailbox(db: Db, userId: string): Promise<Selectable<Schema['mailboxes']> | undefined> {
  return db.selectFrom('mailboxes').selectAll().where('user_id', '=', userId).executeTakeFirst();
}

/** Answers whether there was one. */
export async function removeMailbox(db: Db, userId: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('mailboxes').where('user_id', '=', userId).executeTakeFirst();
  return numDeletedRows > 0n;
}

export function listSuppressions(db: Db, workspaceId: string): Promise<Selectable<Schema['suppressions']>[]> {
  return db.selectFrom('suppressions').selectAll().where('workspace_id', '=', workspaceId).orderBy('address').execute();
}

/** Takes an address, or `@domain`, off the list. Answers whether it stood there. */
export async function unsuppress(db: Db, workspaceId: string, address: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('suppressions')
    .where('workspace_id', '=', workspaceId)
    .where('address', '=', address.trim().toLowerCase())
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
