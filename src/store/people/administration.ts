/** What administrators do: change people and workspaces. Each with its entry in the security trail. */
import type { Selectable } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { Schema } from '../database/schema.ts';
import type { NewUser, NewWorkspace } from './people.ts';
import { asRefusal, checkAdminIsLeft, checkManager, lockPeople } from './rules.ts';

export type UserRow = Selectable<Schema['users']>;

/** What of a user can be changed: null takes away, undefined leaves as it is. */
export type UserChanges = { [key in keyof Omit<NewUser, 'id' | 'workspaceId'>]?: NewUser[key] | null };

/** What of a workspace can be changed; the same. */
export type WorkspaceChanges = Pick<
  Partial<NewWorkspace>,
  'name' | 'currency' | 'timeZone' | 'requirePostalAddress' | 'crm'
> & {
  postalAddress?: string | null;
  notifyFrom?: string | null;
};

export function listWorkspaces(db: Db): Promise<Selectable<Schema['workspaces']>[]> {
  return db.selectFrom('workspaces').selectAll().orderBy('id').execute();
}

export function findUser(db: Db, userId: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirst();
}

/** Answers whether there is such a workspace. */
export function updateWorkspace(db: Db, id: string, changes: WorkspaceChanges, acting: Acting): Promise<boolean> {
  const { name, currency, timeZone, postalAddress, requirePostalAddress, notifyFrom, crm } = changes;
  return inTransaction(db, async (tx) => {
    const updated = await tx
      .updateTable('workspaces')
      .set({ id, name, currency, time_zone: timeZone, postal_address: postalAddress, notify_from: notifyFrom, crm })
      .set({ require_postal_address: requirePostalAddress })
      .where('id', '=', id)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) return false;
    await noteSecurity(tx, acting, { event: 'workspace_change', workspaceId: id, detail: { changed: named(changes) } });
    return true;
  });
}

/** Answers whether there is such a user. @throws PersonRefused */
export function updateUser(db: Db, id: string, changes: UserChanges, acting: Acting): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    if (changes.role !== undefined) await lockPeopleOf(tx, id);
    const before = await tx
      .selectFrom('users')
      .select(['role', 'manager_id as managerId', 'workspace_id as workspaceId'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) return false;
    const { workspaceId } = before;
    await checkManager(tx, changes.managerId, { id, workspaceId });
    await tx
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
        external_id: changes.externalId,
        user_name: changes.userName,
      })
      .where('id', '=', id)
      .execute()
      .catch((error) => {
        throw asRefusal(error);
      });
    if (before.role === 'admin' && changes.role !== undefined) await checkAdminIsLeft(tx, workspaceId);
    const reach = { ...from('role', before, changes), ...from('managerId', before, changes) };
    await noteSecurity(tx, acting, { event: 'user_change', about: id, detail: { changed: named(changes), ...reach } });
    return true;
  });
}

/** Nobody moves from one workspace to another. */
async function lockPeopleOf(tx: Tx, userId: string): Promise<void> {
  const user = await tx.selectFrom('users').select('workspace_id').where('id', '=', userId).executeTakeFirst();
  if (user !== undefined) await lockPeople(tx, user.workspace_id);
}

/** The names of what is changed: what is in them may be a person's, and stands in the row. */
function named(changes: object): string[] {
  return Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : name));
}

/** Who may do what is told in full. */
function from(
  name: 'role' | 'managerId',
  before: Pick<UserChanges, 'role' | 'managerId'>,
  changes: UserChanges,
): JsonObject {
  const to = changes[name];
  return to === undefined || to === before[name] ? {} : { [name]: { from: before[name] ?? null, to } };
}
