import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** The shortest that a settled action may be kept: see remove_actions in migrations/0039_removing_actions.sql. */
export const LEAST_DAYS_KEPT = 90;
/** So many take about half a second, while the relay does nothing else. */
const BATCH_ROWS = 500;

/**
 * Removes actions that left the queue more than so many days ago, with their trail and all that belongs to them; at most one batch of each
 * workspace, those first that left first. What waits, is under way, or failed and was not seen to stays, and so does that whose trail has an
 * entry of the last LEAST_DAYS_KEPT days. Answers how many were removed.
 *
 * @throws where fewer than LEAST_DAYS_KEPT days are asked for
 */
export async function removeSettledActions(db: Db, keptDays: number, batchRows = BATCH_ROWS): Promise<number> {
  const workspaces = await db.selectFrom('workspaces').select('id').orderBy('id').execute();
  let removed = 0;
  for (const { id } of workspaces) {
    const { rows } = await sql<{ removed: number }>`
      select remove_actions(${id}, now() - ${keptDays} * interval '1 day', ${batchRows}) as removed`.execute(db);
    removed += rows[0]?.removed ?? 0;
  }
  return removed;
}
