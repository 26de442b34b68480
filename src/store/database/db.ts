import { Kysely, PostgresDialect, type PostgresPoolClient, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';
import { createStatements, type Statements } from './statements.ts';
import { isDatabaseUnavailable } from './unavailable.ts';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

export interface DbOptions {
  databaseUrl: string;
  maxConnections: number;
  applicationName: string;
  /** Told of every connection that broke, idle or in use. What was asked on it fails by itself. */
  onError: (error: Error) => void;
  /** By when a statement must be answered; by default a while after Postgres itself would have ended it. */
  answerTimeoutMs?: number;
}

/** Postgres ends what takes longer. */
const STATEMENT_TIMEOUT_MS = 15_000;
/** No answer by then: not even that statement's end was told, so nobody is at the other end. */
const ANSWER_TIMEOUT_MS = 20_000;

/**
 * A new connection has everything to learn: its first decision takes Postgres twelve times as long as its twentieth, for plans and
 * for what triggers are made of. Ten seconds, pg's own, would have people who decide now and then begin with a new one each time.
 */
const IDLE_TIMEOUT_MS = 10 * 60_000;

/** So that a connection whose other end has vanished without a word is found out, and that within half a minute. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/**
 * Opens a pool. Every statement ends within 15 s, or 20 s where Postgres has vanished, so that a stuck one cannot hold
 * its connection for ever. No loss of a connection ends the process.
 */
export function openDb(options: DbOptions): Db {
  const { databaseUrl, maxConnections, applicationName, onError, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    // What is asked here is answered in milliseconds, of which two more processes to begin with are a third; and many ask at once.
    options: '-c max_parallel_workers_per_gather=0',
    ...KEEP_ALIVE,
  });
  // The pool takes its own listener off a connection that is in use (pg-pool, _acquireClient), and one that breaks then
  // would end the process. What the pool tells of idle ones has been told by this listener already.
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => undefined);
  const statements = createStatements();
  const dialect = new PostgresDialect({ pool: { connect: () => connect(pool, statements), end: () => pool.end() } });
  return new Kysely<Schema>({ dialect });
}

/** Whether Postgres answers. */
export function isReachable(db: Db): Promise<boolean> {
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
}

/**
 * A connection that is not used again once a statement met trouble that was not its own: Postgres says that it ends a
 * session a moment before it does, and behind a statement that was left unanswered the next one would wait.
 */
async function connect(pool: pg.Pool, { nameOf }: Statements): Promise<PostgresPoolClient> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const query = (text: string, parameters: readonly unknown[]) =>
    client.query({ name: nameOf(text), text, values: [...parameters] }).catch((error: unknown) => {
      if (isDatabaseUnavailable(error)) broken = error;
      throw error;
    });
  // Kysely's type also asks for cursors, which it uses where its configuration names them: ours does not.
  return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release(broken) };
}
