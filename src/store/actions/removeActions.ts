import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** The shortest that a settled action may be kept: see remove_actions in migrations/0039_removing_actions.sql. */
export const LEAST_DAYS_KEPT = 90;
/** So many take about half a second, while the relay does nothing else. */
const BATCH_ROWS = 500;

/** What one round of removing leaves to the next. */
export interface Removing {
  /** How many actions of a workspace are taken at once where that is fewer than usual: a batch of it has failed. */
  fewer: Map<string, number>;
  /** Told of each batch that failed; what was removed before stays removed, and other workspaces have their turn. */
  onFailure: (error: unknown, batch: { workspaceId: string; rows: number }) => void;
}

/**
 * Removes actions that left the queue more than so many days ago, with their trail and all that belongs to them; at most one batch of each
 * workspace, those first that left first. What waits, is under way, or failed and was not seen to stays, and so does that whose trail has an
 * entry of the last LEAST_DAYS_KEPT days. Answers how many were removed.
 *
 * A batch fails as a whole where it takes too long, or somebody looks at an action of it meanwhile, and one of the same size might for
 * ever: the next is half as large, and those that succeed grow again.
 *
 * @param removing absent: the first failure is thrown
 * @throws where fewer than LEAST_DAYS_KEPT days are asked for, and nobody is told of failures
 */
export async function removeSettledActions(
  db: Db,
  keptDays: number,
  batchRows = BATCH_ROWS,
  { fewer, onFailure }: Removing = { fewer: new Map(), onFailure: rethrow },
): Promise<number> {
  const workspaces = await db.selectFrom('workspaces').select('id').orderBy('id').execute();
  let removed = 0;
  for (const { id } of workspaces) {
    const rows = fewer.get(id) ?? batchRows;
    try {
      removed += await removeBatch(db, id, keptDays, rows);
      if (rows * 2 < batchRows) fewer.set(id, rows * 2);
      else fewer.delete(id);
    } catch (error) {
      fewer.set(id, Math.max(1, Math.floor(rows / 2)));
      onFailure(error, { workspaceId: id, rows });
    }
  }
  return removed;
}

async function removeBatch(db: Db, workspaceId: string, keptDays: number, rows: number): Promise<number> {
  const { rows: answer } = await sql<{ removed: number }>`
    select remove_actions(${workspaceId}, now() - ${keptDays} * interval '1 day', ${rows}) as removed`.execute(db);
  return answer[0]?.removed ?? 0;
}

function rethrow(error: unknown): never {
  throw error;
}
