/** What Postgres was asked, for profiles. */
import type { Stand } from './stand.ts';

export interface Statement {
  statement: string;
  calls: number;
  totalMs: number;
  /** Of one call, in its executor. */
  meanMs: number;
}

const MOST = 40;

/** Counts statements of Signoff's database from now on; answers what tells of the costliest. */
export async function noteStatements({ signoff: { db } }: Stand): Promise<() => Promise<Statement[]>> {
  await db.query('create extension if not exists pg_stat_statements');
  await db.query('select pg_stat_statements_reset()');
  return async () => {
    const { rows } = await db.query(
      `select regexp_replace(query, '\\s+', ' ', 'g') as statement, calls::int,
        total_exec_time as "totalMs", mean_exec_time as "meanMs"
      from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
      order by calls desc limit $1`,
      [MOST],
    );
    return rows;
  };
}
