/**
 * Temporal's production server with its store in Postgres, as an installation of one machine runs it: all four services in one
 * process. For tests of faults and benches, beside the development server.
 */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Launch } from './launch.ts';
import { isPortFree } from './ports.ts';
import { ensureDatabase, type PostgresOptions, postgresUrl } from './postgres.ts';
import { withoutTemporal } from './temporalServer.ts';

export interface ProductionTemporalOptions {
  /** Where its programs are: `server` and `sql`, as scripts/lib/temporalServer.mjs builds them. */
  programs: string;
  /** Runs, and takes its two databases. */
  postgres: PostgresOptions;
  /** For its configuration; made where it is missing. */
  dir: string;
  metricsPort: number;
  logFile: string;
}

/** As a production cluster of any size has it: it can never be changed later (docs.temporal.io, "Temporal Cluster configuration"). */
const HISTORY_SHARDS = 512;
const STORES = { temporal: 'postgresql/v12/temporal', temporal_visibility: 'postgresql/v12/visibility' } as const;
const SERVICES = ['frontend', 'matching', 'history', 'worker'] as const;

/** Makes the databases with their schemas, where they are missing, and the configuration; it listens on 127.0.0.1 only. */
export async function productionTemporalLaunch(
  options: ProductionTemporalOptions,
): Promise<{ launch: Launch; address: string }> {
  const { programs, postgres, dir, logFile } = options;
  for (const [database, schema] of Object.entries(STORES)) {
    await ensureDatabase(postgres, database);
    await migrateStore(programs, postgres, database, schema);
  }
  await mkdir(dir, { recursive: true });
  const [configFile, dynamicFile] = [join(dir, 'temporal.yaml'), join(dir, 'dynamic.yaml')];
  await writeFile(dynamicFile, '{}\n');
  const port = await lowPort();
  // JSON is YAML.
  const text = JSON.stringify(await configuration(options, port, dynamicFile), null, 2);
  await writeFile(configFile, text, { mode: 0o600 });
  const launch = {
    name: 'temporal',
    command: join(programs, 'server'),
    args: ['--config-file', configFile, '--allow-no-auth', 'start'],
    env: withoutTemporal(process.env),
    cwd: '/',
    logFile,
  };
  return { launch, address: `127.0.0.1:${port}` };
}

/** Its table of members keeps a port in a smallint of Postgres, which those that the system gives away do not fit into. */
async function lowPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = randomInt(10_000, 32_000);
    if (await isPortFree(port)) return port;
  }
  throw new Error('no free port between 10000 and 32000 on 127.0.0.1');
}

async function migrateStore(programs: string, postgres: PostgresOptions, database: string, schema: string) {
  const { port, password } = postgres;
  const user = new URL(postgresUrl(postgres, database)).username;
  const env = { ...process.env, SQL_PASSWORD: password };
  const to = ['--plugin', 'postgres12', '--ep', '127.0.0.1', '-p', String(port), '-u', user, '--db', database];
  const sql = (...args: string[]) => promisify(execFile)(join(programs, 'sql'), [...to, ...args], { env });
  await sql('setup-schema', '-v', '0.0');
  await sql('update-schema', '--schema-name', schema);
}

async function configuration({ postgres, metricsPort }: ProductionTemporalOptions, port: number, dynamicFile: string) {
  const store = (database: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName: database,
      connectProtocol: 'tcp',
      connectAddr: `127.0.0.1:${postgres.port}`,
      user: new URL(postgresUrl(postgres, database)).username,
      password: postgres.password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const services: Record<string, unknown> = {};
  for (const name of SERVICES) {
    const rpc = { membershipPort: await lowPort(), bindOnLocalHost: true };
    services[name] = { rpc: { ...rpc, grpcPort: name === 'frontend' ? port : await lowPort() } };
  }
  const disabled = { history: { state: 'disabled' }, visibility: { state: 'disabled' } };
  const [cluster, address] = ['active', `127.0.0.1:${port}`];
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: HISTORY_SHARDS,
      datastores: { default: store('temporal', 30), visibility: store('temporal_visibility', 10) },
    },
    global: {
      membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' },
      metrics: {
        prometheus: { framework: 'tally', timerType: 'histogram', listenAddress: `127.0.0.1:${metricsPort}` },
      },
    },
    services,
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: cluster,
      currentClusterName: cluster,
      clusterInformation: {
        [cluster]: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: disabled,
    namespaceDefaults: { archival: disabled },
    dynamicConfigClient: { filepath: dynamicFile, pollInterval: '60s' },
  };
}

/** Kept as long as the development server keeps them. */
const RETENTION_MS = 24 * 60 * 60_000;

/** Throws while the frontend does not answer for the default namespace, which is made where there is none, as an operator does once. */
export async function probeProductionTemporal(address: string): Promise<void> {
  // Loaded here, while the server is starting: the client takes half a second to load.
  const { Connection, isGrpcServiceError } = await import('@temporalio/client');
  const { msToTs } = await import('@temporalio/common/lib/time.js');
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    const { workflowService } = connection;
    await workflowService.describeNamespace({ namespace: 'default' }).catch(async (error) => {
      if (!isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
      const workflowExecutionRetentionPeriod = msToTs(RETENTION_MS);
      await workflowService.registerNamespace({ namespace: 'default', workflowExecutionRetentionPeriod });
    });
    // Caches know a new namespace some seconds later.
    await workflowService.listWorkflowExecutions({ namespace: 'default', pageSize: 1 });
  } finally {
    await connection.close();
  }
}

/** gRPC's. */
const NOT_FOUND = 5;
