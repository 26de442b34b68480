/** How far poll and import have come with a CRM: a small JSON object by name, which only its writer reads. */
import { sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Db } from '../database/db.ts';
import type { CrmScope } from './mirror.ts';

export async function readCrmCursor(
  db: Db,
  { workspaceId, crm }: CrmScope,
  name: string,
): Promise<JsonObject | undefined> {
  const row = await db
    .selectFrom('crm_cursors')
    .select('cursor')
    .where('workspace_id', '=', workspaceId)
    .where('crm', '=', crm)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.cursor;
}

export async function saveCursor(
  db: Db,
  { workspaceId, crm }: CrmScope,
  name: string,
  cursor: JsonObject,
): Promise<void> {
  const state = { cursor: JSON.stringify(cursor), updated_at: sql<Date>`now()` };
  await db
    .insertInto('crm_cursors')
    .values({ workspace_id: workspaceId, crm, name, ...state })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'crm', 'name']).doUpdateSet(state))
    .execute();
}
