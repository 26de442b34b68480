import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Socket } from 'node:net';
import { sql } from 'kysely';
import { withClient } from '../../local/postgres.ts';
import { createLog } from '../../src/log.ts';
import { offerSetup, untilMigrated } from '../../src/startup.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { isDatabaseUnavailable } from '../../src/store/database/unavailable.ts';
import { PROTOCOLS, startLosing } from '../faults/stage/losing.ts';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

const log = createLog('test', 'silent');

/** A pool whose connections Postgres drops. An error without a listener would fail the run as uncaught. */
describe('A database that drops its connections', () => {
  let database: TestDatabase;
  let db: Db;
  const broken: Error[] = [];
  before(async () => {
    database = await createTestDatabase();
  });
  beforeEach(() => {
    broken.length = 0;
    db = open(database.url);
  });
  afterEach(() => db.destroy());
  after(() => database.drop());

  const open = (databaseUrl: string, answerTimeoutMs = 20_000) =>
    openDb({
      databaseUrl,
      answerTimeoutMs,
      maxConnections: 2,
      applicationName: 'dropped',
      onError: (error) => broken.push(error),
    });

  const drop = () =>
    withClient(database.url, (client) =>
      client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dropped'"),
    );

  it('ends no process that holds a transaction open, and its next statement says that the database was away', async () => {
    const transaction = db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx);
      await drop();
      await eventually(() => assert.notEqual(broken.length, 0));
      await sql`select 1`.execute(tx);
    });
    await assert.rejects(transaction, isDatabaseUnavailable);
    await sql`select 1`.execute(db);
  });

  it('ends no process that is starting: what it asks first it asks again', async () => {
    let lost = 0;
    const losing = await startLosing(database.url, PROTOCOLS.postgres, () => {
      lost += 1;
      return lost <= 3;
    });
    const unsteady = open(losing.url);
    const { signal } = new AbortController();
    try {
      assert.equal(await untilMigrated(unsteady, log, signal), true);
      assert.equal(lost > 3, true, 'answers were lost, and then none');
      lost = 0;
      await offerSetup(unsteady, { PORT: 1, PUBLIC_URL: 'http://signoff.test' }, log, signal);
      assert.equal(lost > 3, true, 'answers were lost, and then none');
      const links = await db.selectFrom('setup_links').select('hash').execute();
      assert.notEqual(links.length, 0);
    } finally {
      await unsteady.destroy();
      await losing.close();
    }
  });

  it('ends no process that waits for a statement, and the next one finds another connection', async () => {
    const waiting = Promise.allSettled([sql`select pg_sleep(10)`.execute(db), sql`select pg_sleep(10)`.execute(db)]);
    await eventually(async () => {
      const { rows } = await withClient(database.url, (client) =>
        client.query("select from pg_stat_activity where application_name = 'dropped' and wait_event = 'PgSleep'"),
      );
      assert.equal(rows.length, 2);
    });
    await drop();
    for (const outcome of await waiting) {
      assert.ok(outcome.status === 'rejected' && isDatabaseUnavailable(outcome.reason));
    }
    await sql`select 1`.execute(db);
  });

  it('takes a transaction that was left idle for too long (25P03) as the database being away', async () => {
    const transaction = db.transaction().execute(async (tx) => {
      await sql`set local idle_in_transaction_session_timeout = 50`.execute(tx);
      await eventually(() => assert.notEqual(broken.length, 0));
      await sql`select 1`.execute(tx);
    });
    await assert.rejects(transaction, isDatabaseUnavailable);
    const told = broken.map((error) => ('code' in error ? error.code : ''));
    assert.ok(told.includes('25P03'), String(told));
    assert.ok(broken.every(isDatabaseUnavailable), String(broken));
  });

  it('is given up where it vanishes without a word, and the connection with it', async () => {
    const network = await startNetwork(database.url);
    const away = open(network.url, 500);
    await sql`select 1`.execute(away);
    network.vanish();
    await assert.rejects(sql`select 1`.execute(away), isDatabaseUnavailable);
    // Only what was open then is lost: the pool is to open another.
    await sql`select 1`.execute(away);
    await away.destroy();
    await network.close();
  });
});

/** A way to Postgres on which everything sent can be lost without either end hearing of it. */
async function startNetwork(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let lost = new Set<Socket>();
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (lost.has(from) || to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => void (lost.has(from) || to.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  // A TCP server's address has a port.
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    vanish: () => {
      lost = new Set(sockets);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
