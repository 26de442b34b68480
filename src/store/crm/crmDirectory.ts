/** Who can own records in a CRM, as it said last, and which of them a rep is. The other way round: crmOwners.ts. */
import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';
import type { CrmScope } from './mirror.ts';

export interface DirectoryOwner {
  id: string;
  email: string | null;
  name: string | null;
  active: boolean;
}

/** Keeps all that the CRM lists now; whom it lists no longer becomes inactive. */
export async function saveOwners(db: Db, { workspaceId, crm }: CrmScope, owners: DirectoryOwner[]): Promise<void> {
  await sql`
    with listed as (
      insert into crm_owners (workspace_id, crm, id, email, name, active)
      select distinct on (id) ${workspaceId}, ${crm}, id, email, name, active
      from jsonb_to_recordset(${JSON.stringify(owners)}::jsonb) as o (id text, email text, name text, active boolean)
      order by id, active desc
      on conflict (workspace_id, crm, id) do update set
        email = excluded.email, name = excluded.name, active = excluded.active, seen_at = now()
      returning id)
    update crm_owners set active = false
    where workspace_id = ${workspaceId} and crm = ${crm} and active
      and id not in (select o ->> 'id' from jsonb_array_elements(${JSON.stringify(owners)}::jsonb) o)`.execute(db);
}

/** The CRM's id of the active owner that a user is: named by `crm_owner_id`, else found by email. */
export async function findOwnerId(
  db: Db | Tx,
  { workspaceId, crm }: CrmScope,
  userId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select o.id from users u
    join crm_owners o on o.workspace_id = u.workspace_id and o.crm = ${crm} and o.active
      and (o.id = u.crm_owner_id or lower(o.email) = lower(u.email))
    where u.id = ${userId} and u.workspace_id = ${workspaceId}
    order by (o.id is not distinct from u.crm_owner_id) desc, o.id
    limit 1`.execute(db);
  return rows[0]?.id;
}

/** Whether a CRM has told who its owners are; before that nobody can be missing among them. */
export async function knowsOwners(db: Db | Tx, { workspaceId, crm }: CrmScope): Promise<boolean> {
  const any = await db
    .selectFrom('crm_owners')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .limit(1)
    .executeTakeFirst();
  return any !== undefined;
}
