import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

const BATCH_ROWS = 10_000;

/**
 * Adds what decisions have left in insight_deltas to the days' rows, in small statements. Whoever reads both, in one statement, sees
 * the same sums before, meanwhile and after. Where another process is at it already nothing is done.
 */
export async function foldInsights(db: Db, batchRows = BATCH_ROWS): Promise<void> {
  let folded: number;
  do {
    folded = await db.transaction().execute(async (tx) => {
      const { rows: locks } = await sql<{ mine: boolean }>`
        select pg_try_advisory_xact_lock(hashtext('fold_insights')) as mine`.execute(tx);
      if (locks[0]?.mine !== true) return 0;
      const { rows } = await sql<{ folded: number }>`
        with gone as (
          delete from insight_deltas where id in (select id from insight_deltas order by id limit ${batchRows}) returning *
        ), added as (
          insert into insight_days as d
            select workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, kept,
              sum(n), sum(measured), sum(fidelity_permille)
            from gone group by 1, 2, 3, 4, 5, 6, 7, 8, 9
          on conflict (workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket, kept) do update set
            n = d.n + excluded.n, measured = d.measured + excluded.measured,
            fidelity_permille = d.fidelity_permille + excluded.fidelity_permille
        )
        select count(*)::integer as folded from gone`.execute(tx);
      return rows[0]?.folded ?? 0;
    });
  } while (folded >= batchRows);
}
