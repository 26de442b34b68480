/** How the CRMs' credentials fared when they were used last. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { CrmScope } from './mirror.ts';

export interface ConnectionState {
  crm: string;
  ok: boolean;
  detail: string;
  checkedAt: Date;
}

/** The longest word that is kept of a CRM's. */
const DETAIL_LENGTH = 500;

export async function saveConnection(
  db: Db,
  { workspaceId, crm }: CrmScope,
  { ok, detail }: Pick<ConnectionState, 'ok' | 'detail'>,
): Promise<void> {
  const state = { ok, detail: detail.slice(0, DETAIL_LENGTH), checked_at: sql<Date>`now()` };
  await db
    .insertInto('crm_connections')
    .values({ workspace_id: workspaceId, crm, ...state })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'crm']).doUpdateSet(state))
    .execute();
}

/** Of each CRM what was seen last. */
export function listConnections(db: Db): Promise<ConnectionState[]> {
  return db
    .selectFrom('crm_connections')
    .distinctOn('crm')
    .select(['crm', 'ok', 'detail', 'checked_at as checkedAt'])
    .orderBy('crm')
    .orderBy('checked_at', 'desc')
    .execute();
}
