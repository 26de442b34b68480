/**
 * How fast webhooks are accepted: ten thousand events at once over ten connections, in signed batches of a hundred, as
 * HubSpot sends them under load, and one by one; to the API in a process of its own, on a Postgres that keeps its
 * promises. One JSON line each.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Signature } from '@hubspot/api-client';
import { launch, untilReady } from '../local/launch.ts';
import { freePort } from '../local/ports.ts';
import { initialisePostgres, postgresLaunch, postgresUrl, probePostgres } from '../local/postgres.ts';
import { type Db, openDb } from '../src/store/database/db.ts';
import { migrate } from '../src/store/database/migrate.ts';
import { insertWorkspace } from '../src/store/people/people.ts';
import { directory, running, stopServers } from '../test/support/running.ts';

const EVENTS = 10_000;
/** HubSpot's default for an app. */
const CONNECTIONS = 10;
const CLIENT_SECRET = randomUUID();

async function startPostgres(): Promise<string> {
  const dir = directory();
  const logFile = join(dir, 'postgres.log');
  const options = {
    dir: join(dir, 'postgres'),
    port: await freePort(),
    password: randomUUID(),
    logFile,
    volatile: false,
  };
  await initialisePostgres(options);
  const server = await launch(postgresLaunch(options));
  running.push(server);
  await untilReady(server, () => probePostgres(options), 30_000);
  return postgresUrl(options, 'postgres');
}

async function startServer(databaseUrl: string): Promise<string> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await launch({
    name: 'api',
    command: process.execPath,
    args: ['--import', 'tsx', 'src/server.ts'],
    env: {
      ...{ DATABASE_URL: databaseUrl, PORT: String(port), PUBLIC_URL: url, HUBSPOT_CLIENT_SECRET: CLIENT_SECRET },
      ...{ LOG_LEVEL: 'warn', TEMPORAL_ADDRESS: '127.0.0.1:1' },
    },
    cwd: process.cwd(),
    logFile: join(directory(), 'api.log'),
  });
  running.push(server);
  await untilReady(server, async () => void (await fetch(`${url}/livez`)), 30_000);
  return url;
}

interface Sent {
  body: string;
  headers: Record<string, string>;
}

function signed(url: string, events: unknown[]): Sent {
  const body = JSON.stringify(events);
  const timestamp = Date.now();
  const options = { clientSecret: CLIENT_SECRET, requestBody: body, signature: '', url, timestamp };
  const headers = {
    'content-type': 'application/json',
    'x-hubspot-signature-v3': Signature.getSignature('POST', 'v3', options),
    'x-hubspot-request-timestamp': String(timestamp),
  };
  return { body, headers };
}

/** Ten thousand events about three thousand deals, so many in each request. */
function requests(url: string, batch: number): Sent[] {
  const occurredAt = Date.now();
  return Array.from({ length: EVENTS / batch }, (_, request) =>
    signed(
      url,
      Array.from({ length: batch }, (_, i) => ({
        ...{ eventId: `${batch}-${request}-${i}`, portalId: 1, appId: 1, occurredAt, attemptNumber: 0 },
        ...{ subscriptionType: 'deal.propertyChange', objectId: (request * batch + i) % 3_000 },
        ...{ propertyName: 'amount', propertyValue: String(i * 1_000), changeSource: 'CRM_UI' },
      })),
    ),
  );
}

/** Sends them over all connections; the slowest answer's time. */
async function sendAll(url: string, waiting: Sent[]): Promise<number> {
  let slowestMs = 0;
  const sendNext = async () => {
    for (let sent = waiting.shift(); sent !== undefined; sent = waiting.shift()) {
      const sentMs = performance.now();
      const response = await fetch(url, { method: 'POST', ...sent });
      if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
      await response.arrayBuffer();
      slowestMs = Math.max(slowestMs, performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sendNext));
  return slowestMs;
}

async function countStored(db: Db): Promise<number> {
  const counted = await db
    .selectFrom('crm_inbox')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(counted.count);
}

const databaseUrl = await startPostgres();
await migrate(databaseUrl);
const db = openDb({ databaseUrl, maxConnections: 2, applicationName: 'bench', onError: () => undefined });
try {
  await insertWorkspace(db, { id: 'bench', name: 'Bench' });
  const url = `${await startServer(databaseUrl)}/webhooks/hubspot`;
  for (const batch of [100, 1]) {
    const waiting = requests(url, batch);
    const before = await countStored(db);
    const startedMs = performance.now();
    const slowestMs = await sendAll(url, waiting);
    const perSecond = Math.round((EVENTS * 1_000) / (performance.now() - startedMs));
    const stored = (await countStored(db)) - before;
    const what = `HubSpot events accepted, ${batch} to a request`;
    const figures = { n: EVENTS, stored, perSecond, slowestAnswerMs: Math.round(slowestMs) };
    console.log(JSON.stringify({ bench: 'webhooks', what, ...figures }));
  }
} finally {
  await db.destroy();
  await stopServers();
}
