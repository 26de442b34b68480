import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

export interface DbOptions {
  databaseUrl: string;
  maxConnections: number;
  applicationName: string;
  /** Told of connections that broke while idle; without a listener they would end the process. */
  onError: (error: Error) => void;
}

/** Opens a pool. Every statement ends within 15 s, so that a stuck one cannot hold its connection for ever. */
export function openDb({ databaseUrl, maxConnections, applicationName, onError }: DbOptions): Db {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
  });
  pool.on('error', onError);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
