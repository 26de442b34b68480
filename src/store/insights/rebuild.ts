/** Whether the counts are what the actions say, and how they come to be it again. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** What counts are wrong about: too many are counted where the numbers are above 0. */
export interface Difference {
  workspaceId: string;
  /** YYYY-MM-DD */
  day: string;
  userId: string;
  triggerType: string;
  actionType: string;
  draftVersion: string;
  what: string;
  bucket: number;
  n: number;
  measured: number;
  fidelityPermille: number;
}

const KEYS = sql`workspace_id, day, user_id, trigger_type, action_type, draft_version, what, bucket`;
const NUMBERS = sql`sum(n)::integer as n, sum(measured)::integer as measured, sum(fidelity_permille)::integer as permille`;

/** What is counted less what the actions say, where that is not nothing. */
function differences(workspaceId: string): RawBuilder<unknown> {
  const counted = (table: 'insight_days' | 'insight_deltas') => sql`
    select ${KEYS}, n, measured, fidelity_permille from ${sql.table(table)} where workspace_id = ${workspaceId} and kept`;
  return sql`
    select ${KEYS}, ${NUMBERS} from (
      ${counted('insight_days')} union all ${counted('insight_deltas')} union all
      select a.workspace_id, p.day, a.user_id, a.trigger_type, a.action_type, coalesce(a.draft_version, ''), p.what, p.bucket,
        -p.n, -p.measured, -p.fidelity_permille
      from pending_autonomous_actions as a cross join lateral insight_parts(a) as p where a.workspace_id = ${workspaceId}
    ) as part group by ${KEYS} having sum(n) <> 0 or sum(measured) <> 0 or sum(fidelity_permille) <> 0`;
}

/** Where counts and actions of a workspace do not agree; empty: they do. One statement, so that decisions going on do not matter. */
export async function compareInsights(db: Db, workspaceId: string): Promise<Difference[]> {
  const { rows } = await sql<Difference>`
    select workspace_id as "workspaceId", day::text, user_id as "userId", trigger_type as "triggerType",
      action_type as "actionType", draft_version as "draftVersion", what, bucket, n, measured, permille as "fidelityPermille"
    from (${differences(workspaceId)}) as difference order by day, user_id, trigger_type, what, bucket`.execute(db);
  return rows;
}

/** Puts right what does not agree; what was counted of actions that are gone stays. Answers how many rows that took. */
export async function rebuildInsights(db: Db, workspaceId: string): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into insight_deltas (${KEYS}, kept, n, measured, fidelity_permille)
    select ${KEYS}, true, -n, -measured, -permille from (${differences(workspaceId)}) as difference`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
