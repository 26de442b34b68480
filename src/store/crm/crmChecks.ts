/** What `crm check` wants to know of the database. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import { findOwnerId } from './crmDirectory.ts';
import type { CrmScope } from './mirror.ts';

/** When the last event came by a webhook: neither by the poll nor by an import. */
export async function lastWebhookAt(db: Db, { workspaceId, crm }: CrmScope): Promise<Date | undefined> {
  const { at } = await db
    .selectFrom('crm_inbox')
    .select(({ fn }) => fn.max('received_at').as('at'))
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .where(sql<boolean>`event_key not like 'poll:%'`)
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}

/** Everybody whose actions are to be written to a CRM, and the owner that each is there. */
export async function mapReps(db: Db, scope: CrmScope) {
  const reps = await db
    .selectFrom('users')
    .select(['id', 'display_name as name', 'email'])
    .where('workspace_id', '=', scope.workspaceId)
    .where('role', 'in', ['rep', 'manager'])
    .where('deactivated_at', 'is', null)
    .orderBy('id')
    .execute();
  return Promise.all(reps.map(async (rep) => ({ ...rep, ownerId: await findOwnerId(db, scope, rep.id) })));
}

/** Where a workspace has tasks and touches written. @throws where there is no such workspace */
export async function readWorkspaceCrm(db: Db, workspaceId: string): Promise<string> {
  const { crm } = await db
    .selectFrom('workspaces')
    .select('crm')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  return crm;
}
