import { sql } from 'kysely';
import type { Grouping } from '../../domain/insights.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';

/** The days that are looked back over, `YYYY-MM-DD`, both included, today the last: by the workspace's clocks. */
export interface Period {
  from: string;
  to: string;
  timeZone: string;
}

/** How many of one group counted as what: see insight_days in migrations/0026_insights.sql. */
export interface Part {
  /** Of the group; empty where no template made the draft. */
  key: string;
  what: string;
  bucket: number;
  n: number;
  measured: number;
  fidelityPermille: number;
}

/** How a template ends that some rep wrote for himself, whoever. */
export const REPS_OWN = '/own';

const COLUMNS: Readonly<Record<Grouping, string>> = {
  trigger: 'd.trigger_type',
  actionType: 'd.action_type',
  template: 'd.draft_version',
  user: 'd.user_id',
  day: 'd.day',
};

export async function readPeriod(db: Db, workspaceId: string, days: number): Promise<Period> {
  const { rows } = await sql<Period>`
    select (today - ${days - 1}::integer)::text as from, today::text as to, time_zone as "timeZone"
    from (select (now() at time zone time_zone)::date as today, time_zone from workspaces where id = ${workspaceId}) as w`.execute(
    db,
  );
  const [period] = rows;
  if (period === undefined) throw new Error(`there is no workspace ${workspaceId}`);
  return period;
}

/**
 * What the scope's actions counted as, by group: of the days' rows, and of what has still to be added to them.
 *
 * @param byPerson where it is false, the templates that reps wrote for themselves are one for each trigger, `…/own`: each alone
 * would show figures of one person
 */
export async function readInsights(
  db: Db,
  scope: Scope,
  { from, to }: Period,
  { groupBy, byPerson }: { groupBy: Grouping; byPerson: boolean },
): Promise<Part[]> {
  const inPeriod = sql`${inScope(scope, 'd.user_id')} and d.day between ${from}::date and ${to}::date`;
  const column = sql.ref(COLUMNS[groupBy]);
  const key = groupBy === 'template' && !byPerson ? sql`regexp_replace(${column}, '/u[0-9]+$', ${REPS_OWN})` : column;
  const parts = (table: 'insight_days' | 'insight_deltas') => sql`
    select ${key}::text as key, d.what, d.bucket, sum(d.n) as n, sum(d.measured) as measured, sum(d.fidelity_permille) as permille
    from ${sql.table(table)} as d where ${inPeriod} group by 1, 2, 3`;
  const { rows } = await sql<Part>`
    select key, what, bucket, sum(n)::integer as n, sum(measured)::integer as measured,
      sum(permille)::integer as "fidelityPermille"
    from (${parts('insight_days')} union all ${parts('insight_deltas')}) as part group by 1, 2, 3 having sum(n) <> 0`.execute(
    db,
  );
  return rows;
}
