/** The servers that all systems share: Postgres as durable as in production, and one Temporal server. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Running } from '../../local/launch.ts';
import { freePort } from '../../local/ports.ts';
import {
  initialisePostgres,
  type PostgresOptions,
  postgresLaunch,
  postgresUrl,
  probePostgres,
  runningUrl,
  withClient,
} from '../../local/postgres.ts';
import { chosenTemporal } from '../../test/support/chosenTemporal.ts';
import { directory } from '../../test/support/running.ts';
import { startProcess } from '../../test/support/startProcess.ts';

export interface Servers {
  postgres: Running;
  temporal: Running;
  temporalAddress: string;
  client: Client;
  /** Closes the client's connection; the servers themselves end with the run, or by whoever ends them before. */
  close(): Promise<void>;
  /** Makes a database; the URLs of its owner and of the role that Signoff's processes work as. */
  createDatabase(name: string): Promise<{ owner: string; running: string }>;
  /** Calls that Temporal's frontend has answered in the namespace `default` since its start. */
  countCalls(): Promise<number>;
}

/** Commit times are how it is known, to the microsecond and at no cost, when a row said that something was so. */
const SETTINGS = ['track_commit_timestamp=on', 'shared_preload_libraries=pg_stat_statements'];

/** Starts both, new and empty. */
export async function startServers(): Promise<Servers> {
  const dir = mkdtempSync(join(directory(), 'servers-'));
  // Postgres may run as another user and has to pass.
  chmodSync(dir, 0o711);
  const { options, ...postgres } = await startPostgres(dir);
  return { ...postgres, ...(await startTemporal(dir, options)) };
}

/** Where the process of that name logs to. */
export function logOf(name: string): string {
  return join(directory(), `${name}.log`);
}

type PostgresPart = Pick<Servers, 'postgres' | 'createDatabase'>;

async function startPostgres(dir: string): Promise<PostgresPart & { options: PostgresOptions }> {
  const password = randomBytes(16).toString('hex');
  const options = { dir: join(dir, 'postgres'), port: await freePort(), password, logFile: logOf('postgres') };
  await initialisePostgres(options);
  const durable = postgresLaunch(options);
  const args = [...durable.args, ...SETTINGS.flatMap((setting) => ['-c', setting])];
  const postgres = await startProcess({ ...durable, args }, () => probePostgres(options));
  await administer('create extension pg_stat_statements');
  async function administer(sql: string): Promise<void> {
    await withClient(postgresUrl(options, 'postgres'), (client) => client.query(sql));
  }
  return {
    options,
    postgres,
    createDatabase: async (name) => {
      await administer(`create database ${name}`);
      return { owner: postgresUrl(options, name), running: runningUrl(options, name, password) };
    },
  };
}

async function startTemporal(dir: string, options: PostgresOptions): Promise<Omit<Servers, keyof PostgresPart>> {
  const chosen = await chosenTemporal(dir, options, logOf('temporal'));
  const { address: temporalAddress, metricsUrl } = chosen;
  const temporal = await startProcess(chosen.launch, chosen.probe);
  const connection = Connection.lazy({ address: temporalAddress });
  const client = new Client({ connection });
  const close = () => connection.close();
  return { temporal, temporalAddress, client, close, countCalls: () => countCalls(metricsUrl) };
}

async function countCalls(metricsUrl: string): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  const calls = metrics
    .split('\n')
    .filter((line) => /^service_requests\{/.test(line))
    .filter((line) => line.includes('service_name="frontend"') && line.includes('namespace="default"'))
    .map((line) => Number(line.slice(line.lastIndexOf(' '))));
  return calls.reduce((sum, each) => sum + each, 0);
}
