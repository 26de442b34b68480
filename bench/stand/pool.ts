import pg from 'pg';

/** A pool without any wrapping. What breaks on an idle connection is left for the next query to report. */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max });
  pool.on('error', () => undefined);
  return pool;
}
