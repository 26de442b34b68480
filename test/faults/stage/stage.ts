/**
 * The whole product as its processes, to be killed one by one: Postgres that keeps its promises, Temporal with its state on
 * disk or in the same Postgres, two APIs, two workers. The outside world (mailbox, Slack, HubSpot) lives in this process and never fails by itself.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { Launch } from '../../../local/launch.ts';
import { nodeEnvironment } from '../../../local/nodeOptions.ts';
import { freePort } from '../../../local/ports.ts';
import {
  ensureDatabase,
  initialisePostgres,
  postgresLaunch,
  postgresUrl,
  probePostgres,
  runningUrl,
} from '../../../local/postgres.ts';
import { SIGNING_SECRET } from '../../../local/slackFake.ts';
import { withoutTemporal } from '../../../local/temporalServer.ts';
import { type Db, openDb } from '../../../src/store/database/db.ts';
import { migrate } from '../../../src/store/database/migrate.ts';
import { chosenTemporal } from '../../support/chosenTemporal.ts';
import { directory } from '../../support/running.ts';
import { type Member, member } from './member.ts';
import { type Outside, type OutsideUrls, startOutside } from './outside.ts';
import { type People, seedPeople } from './people.ts';

const COMPILED = fileURLToPath(new URL('../../../.cache/stack/src', import.meta.url));
const DATABASE = 'signoff';
const TASK_QUEUE = 'signoff';

/** What scenarios may want changed of it. */
export interface ProductEnv extends OutsideUrls, NodeJS.ProcessEnv {
  DATABASE_URL: string;
}

export interface Stage {
  postgres: Member;
  temporal: Member;
  apis: [Member, Member];
  workers: [Member, Member];
  /** The APIs' origins, in their order. */
  urls: [string, string];
  outside: Outside;
  people: People;
  /** As the owner of the tables; its connections break with Postgres and are made again. */
  db: Db;
  client: Client;
  taskQueue: string;
  webhookSecret: string;
  /** Ends every process. */
  stop(): Promise<void>;
}

/** @param change makes more or other variables of APIs and workers out of theirs */
export async function startStage(
  change: (own: ProductEnv) => Promise<Partial<ProductEnv>> = async () => ({}),
): Promise<Stage> {
  const dir = await mkdtemp(join(directory(), 'stage-'));
  // Postgres may run as another user and has to pass.
  await chmod(dir, 0o711);
  const log = (name: string) => join(dir, `${name}.log`);
  const password = randomBytes(16).toString('hex');
  const options = { dir: join(dir, 'postgres'), port: await freePort(), password, logFile: log('postgres') };
  await initialisePostgres(options);
  const postgres = member(postgresLaunch(options), () => probePostgres(options));
  await postgres.start();
  const { launch, probe: probeTemporal, address } = await chosenTemporal(dir, options, log('temporal'));
  const temporal = member(launch, probeTemporal);
  const [outside] = await Promise.all([startOutside(join(dir, 'outside')), temporal.start()]);
  await ensureDatabase(options, DATABASE);
  const databaseUrl = postgresUrl(options, DATABASE);
  const asRunning = runningUrl(options, DATABASE, password);
  await migrate(databaseUrl, asRunning);
  const db = openDb({ databaseUrl, maxConnections: 20, applicationName: 'faults', onError: () => undefined });
  const people = await seedPeople(db);

  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;
  const own = {
    ...withoutTemporal({ PATH: process.env.PATH, HOME: process.env.HOME }),
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    DATABASE_URL: asRunning,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_TASK_QUEUE: TASK_QUEUE,
    RATE_LIMIT_PER_SECOND: '0',
    SHUTDOWN_GRACE_SECONDS: '5',
    MAX_OPEN_ACTIONS_PER_USER: '1000000',
    CRM_WEBHOOK_SECRETS: webhookSecret,
    SLACK_BOT_TOKEN: 'xoxb-test',
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    HUBSPOT_ACCESS_TOKEN: 'pat-test',
    ...outside.urls,
  };
  const product = { ...own, ...(await change(own)) };
  const ports = { apis: [await freePort(), await freePort()], workers: [await freePort(), await freePort()] } as const;
  const node = (name: string, script: string, more: NodeJS.ProcessEnv): Launch => ({
    name,
    command: process.execPath,
    args: [script],
    env: { ...product, ...nodeEnvironment(process.env), ...more },
    cwd: COMPILED,
    logFile: log(name),
  });
  const api = (port: number, n: number) =>
    member(node(`api ${n}`, 'server.js', { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` }), () =>
      probe(`http://127.0.0.1:${port}/livez`),
    );
  const worker = (port: number, n: number) =>
    member(node(`worker ${n}`, 'worker.js', { WORKER_PORT: String(port) }), () =>
      probe(`http://127.0.0.1:${port}/readyz`),
    );
  const apis: Stage['apis'] = [api(ports.apis[0], 1), api(ports.apis[1], 2)];
  const workers: Stage['workers'] = [worker(ports.workers[0], 1), worker(ports.workers[1], 2)];
  await Promise.all([...apis, ...workers].map((each) => each.start()));

  const connection = Connection.lazy({ address });
  return {
    postgres,
    temporal,
    apis,
    workers,
    outside,
    people,
    db,
    webhookSecret,
    urls: [`http://127.0.0.1:${ports.apis[0]}`, `http://127.0.0.1:${ports.apis[1]}`],
    client: new Client({ connection }),
    taskQueue: TASK_QUEUE,
    async stop() {
      // Not in good order: what they would still wait for is of no interest.
      await Promise.all([...apis, ...workers].map((each) => each.kill()));
      await connection.close();
      await db.destroy();
      await Promise.all([temporal.end(), outside.stop()]);
      // Temporal's store may be in it.
      await postgres.end();
    },
  };
}

async function probe(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${body.slice(0, 300)}`);
}
