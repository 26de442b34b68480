import { sql } from 'kysely';
import type { TriggerOutcome, TriggerType } from '../../domain/triggers.ts';
import type { Db } from '../database/db.ts';

/** The triggers seen in a workspace, the newest first; `nextBefore` is where the next page begins. */
export async function listTriggerLog(
  db: Db,
  workspaceId: string,
  { outcome, limit, before }: { outcome?: TriggerOutcome; limit: number; before?: number },
) {
  let query = db
    .selectFrom('trigger_log')
    .select([
      'id',
      'user_id as userId',
      'trigger_type as triggerType',
      'outcome',
      'dedup_key as dedupKey',
      'action_id as actionId',
      'payload',
      'occurred_at as occurredAt',
      'created_at as createdAt',
    ])
    .where('workspace_id', '=', workspaceId)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (before !== undefined) query = query.where('id', '<', String(before));
  const rows = (await query.execute()).map((row) => ({ ...row, id: Number(row.id) }));
  const items = rows.slice(0, limit);
  return { items, nextBefore: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** How many changes stayed below a threshold within the last days, by the trigger that they would have been. */
export async function countBelow(
  db: Db,
  workspaceId: string,
  days: number,
): Promise<{ [type in TriggerType]?: number }> {
  const rows = await db
    .selectFrom('trigger_log')
    .select(['trigger_type', sql<number>`count(*)::integer`.as('n')])
    .where('workspace_id', '=', workspaceId)
    .where('outcome', '=', 'below_threshold')
    .where('created_at', '>', sql<Date>`now() - make_interval(days => ${days}::integer)`)
    .groupBy('trigger_type')
    .execute();
  return Object.fromEntries(rows.flatMap(({ trigger_type, n }) => (trigger_type === null ? [] : [[trigger_type, n]])));
}
