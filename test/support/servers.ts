/** One real Postgres and one real Temporal server for the whole run, each started when a test first asks for it. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../../local/ports.ts';
import {
  initialisePostgres,
  postgresLaunch,
  postgresUrl,
  probePostgres,
  runningUrl,
  withClient,
} from '../../local/postgres.ts';
import { probeTemporal, temporalLaunch } from '../../local/temporalServer.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { directory, once, starting } from './running.ts';
import { startProcess } from './startProcess.ts';

const LOCATE_TEMPORAL = fileURLToPath(new URL('../../scripts/temporal-cli.mjs', import.meta.url));
const TEMPLATE = 'template_signoff';

export interface PostgresServer {
  /** The superuser's URL of one of its databases. */
  url: (database: string) => string;
  /** That of the role which the processes work as, in one that is migrated. */
  runningUrl: (database: string) => string;
}

export interface TemporalServer {
  /** host:port of the frontend; the namespace is `default`. */
  address: string;
}

export interface TestDatabase {
  /** Of the role that the processes work as. */
  url: string;
  /** Of the role that owns the tables: for what tests do to the schema or behind the application's back. */
  ownerUrl: string;
  /** Keeps it as it is now, and answers what brings that back; either ends whatever is connected. */
  backUp: () => Promise<() => Promise<void>>;
  /** Removes it, ending whatever is still connected. */
  drop: () => Promise<void>;
}

/** The run's Postgres; it forgets everything in a power failure, for speed. */
export const postgresServer: () => Promise<PostgresServer> = once(() => starting(startPostgres()));

async function startPostgres(): Promise<PostgresServer> {
  const [dir, logFile] = [join(directory(), 'postgres'), join(directory(), 'postgres.log')];
  const password = randomBytes(16).toString('hex');
  const options = { dir, port: await freePort(), password, logFile, volatile: true };
  await initialisePostgres(options);
  await startProcess(postgresLaunch(options), () => probePostgres(options), 30_000);
  return {
    url: (database: string) => postgresUrl(options, database),
    runningUrl: (database: string) => runningUrl(options, database, password),
  };
}

/** The run's Temporal server, in memory, which can skip the time of single workflows. */
export const temporalServer: () => Promise<TemporalServer> = once(() => starting(startTemporal()));

/** Another one, which keeps its state in a file, where a test looks into what it keeps. */
export async function startTemporal(dbFilename?: string): Promise<TemporalServer> {
  const executable = await temporalExecutable();
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const logFile = join(directory(), `temporal-${port}.log`);
  const what = temporalLaunch({ executable, port, timeSkipping: true, logFile, dbFilename });
  await startProcess(what, () => probeTemporal(address), 30_000);
  return { address };
}

const migratedTemplate = once(async () => {
  const server = await postgresServer();
  await withClient(server.url('postgres'), (client) => client.query(`create database ${TEMPLATE}`));
  await migrate(server.url(TEMPLATE), server.runningUrl(TEMPLATE));
});

/** A database of one's own with all migrations applied and no rows. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await postgresServer();
  await migratedTemplate();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const administer = (sql: string) => withClient(server.url('postgres'), (client) => client.query(sql));
  await administer(`create database ${name} template ${TEMPLATE}`);
  return {
    url: server.runningUrl(name),
    ownerUrl: server.url(name),
    backUp: async () => {
      const copy = async (from: string, to: string) => {
        await administer(`alter database ${from} with allow_connections false`);
        await administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`);
        await administer(`create database ${to} template ${from}`);
        await administer(`alter database ${from} with allow_connections true`);
      };
      await copy(name, `${name}_backup`);
      return async () => {
        await administer(`drop database ${name} with (force)`);
        await copy(`${name}_backup`, name);
        await administer(`drop database ${name}_backup`);
      };
    },
    drop: async () => {
      await administer(`drop database ${name} with (force)`);
    },
  };
}

/** The Temporal CLI's path: TEMPORAL_CLI_PATH, or wherever scripts/temporal-cli.mjs finds it or puts it. */
export async function temporalExecutable(): Promise<string> {
  if (process.env.TEMPORAL_CLI_PATH) return process.env.TEMPORAL_CLI_PATH;
  const { stdout } = await promisify(execFile)(process.execPath, [LOCATE_TEMPORAL]);
  return stdout.trim();
}
