import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Launch, launch, type Running, untilReady } from '../../local/launch.ts';
import { freePort } from '../../local/ports.ts';
import { initialisePostgres, postgresLaunch, postgresUrl, probePostgres, withClient } from '../../local/postgres.ts';
import { endProcess } from '../../local/processes.ts';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import { createToken } from '../../src/store/access/tokens.ts';
import { openDb } from '../../src/store/database/db.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { insertUser, insertWorkspace } from '../../src/store/people/people.ts';
import { eventually } from '../support/eventually.ts';
import { programOf } from '../support/programs.ts';
import { directory } from '../support/running.ts';
import { temporalServer } from '../support/servers.ts';

const KILLS = 25;

/** API and worker as real processes on a Postgres of their own, whose connections and whose process are taken away. */
describe('A failover of the database', function () {
  this.timeout(240_000);
  const processes: Running[] = [];
  let postgres: { options: Parameters<typeof postgresLaunch>[0]; running: Running };
  let databaseUrl: string;
  let api: string;
  let token: string;

  before(async () => {
    const dir = await mkdtemp(join(directory(), 'failover-'));
    const options = {
      dir: join(dir, 'postgres'),
      port: await freePort(),
      password: randomBytes(16).toString('hex'),
      logFile: join(dir, 'postgres.log'),
    };
    await initialisePostgres(options);
    postgres = { options, running: await startPostgres(options) };
    databaseUrl = postgresUrl(options, 'postgres');
    await migrate(databaseUrl);
    token = await seed(databaseUrl);
    const [port, workerPort, { address }] = await Promise.all([freePort(), freePort(), temporalServer()]);
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: '4',
      TEMPORAL_ADDRESS: address,
      TEMPORAL_TASK_QUEUE: `failover-${port}`,
      RATE_LIMIT_PER_SECOND: '0',
      PORT: String(port),
      WORKER_PORT: String(workerPort),
    };
    api = `http://127.0.0.1:${port}`;
    for (const name of ['server', 'worker']) {
      const args = [await programOf(`src/${name}.ts`)];
      const how: Launch = {
        name,
        command: process.execPath,
        args,
        env,
        cwd: process.cwd(),
        logFile: join(dir, `${name}.log`),
      };
      processes.push(await launch(how));
    }
    const probe = async () => assert.equal((await fetch(`${api}/readyz`)).status, 200);
    for (const running of processes) await untilReady(running, probe, 90_000);
  });
  after(async () => {
    const how = { politely: 'SIGINT', graceMs: 5_000 } as const;
    await Promise.all([...processes, postgres.running].map((running) => endProcess(running, how)));
  });

  it('ends neither API nor worker, loses no action and executes each once', async () => {
    const ended: string[] = [];
    for (const { name, ended: end } of processes) void end.then((how) => ended.push(`${name}: ${how}`));
    const working = new AbortController();
    const accepted: string[] = [];
    const work = Promise.all(Array.from({ length: 6 }, (_, i) => keepWorking(i, accepted, working.signal)));

    const atWork = async (count: number) => {
      const enough = accepted.length + count;
      await eventually(() => assert.ok(accepted.length >= enough || ended.length > 0), { timeoutMs: 30_000 });
    };
    await atWork(5);
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (await dropConnections(databaseUrl)) await atWork(1);
    }
    await endProcess(postgres.running, { politely: 'SIGINT', graceMs: 10_000 });
    postgres.running = await startPostgres(postgres.options);
    await atWork(5);
    working.abort();
    await work;

    assert.deepEqual(ended, []);
    await eventually(
      async () => {
        const { rows } = await withClient(databaseUrl, (client) =>
          client.query(
            `select a.id, a.status, (select count(*)::int from crm_touches as t where t.delivery_key = a.id::text) as touches
             from pending_autonomous_actions as a where a.id = any($1)`,
            [accepted],
          ),
        );
        assert.equal(rows.length, accepted.length);
        assert.deepEqual(
          rows.filter(({ status, touches }) => status !== 'executed' || touches !== 1),
          [],
        );
      },
      { timeoutMs: 120_000 },
    );
    assert.deepEqual(ended, []);
  });

  /** Raises triggers and approves what they make, whatever becomes of single requests. */
  async function keepWorking(worker: number, accepted: string[], signal: AbortSignal): Promise<void> {
    for (let i = 0; !signal.aborted; i += 1) {
      const trigger = {
        triggerType: 'meeting_completed',
        company: { id: `company-${worker}-${i}` },
        eventId: `event-${worker}-${i}`,
        actionParams: { subject: 'Met', touchType: 'meeting', occurredAt: '2026-11-20T10:00:00Z' },
      };
      const made = await post('/api/triggers', trigger);
      if (typeof made?.actionId !== 'string') continue;
      const approved = await post(`/api/autonomous-actions/${made.actionId}/approve`, {});
      if (approved?.decision === 'approve') accepted.push(made.actionId);
    }
  }

  /** Undefined where there was no good answer. */
  async function post(path: string, body: object): Promise<Record<string, unknown> | undefined> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) };
    const response = await fetch(`${api}${path}`, request).catch(() => undefined);
    // What a JSON answer holds is the test's claim about it.
    return response?.ok ? ((await response.json()) as Record<string, unknown>) : undefined;
  }
});

async function startPostgres(options: Parameters<typeof postgresLaunch>[0]): Promise<Running> {
  const running = await launch(postgresLaunch(options));
  await untilReady(running, () => probePostgres(options), 30_000);
  return running;
}

async function seed(databaseUrl: string): Promise<string> {
  const db = openDb({ databaseUrl, maxConnections: 1, applicationName: 'seed', onError: () => undefined });
  await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
  await insertUser(
    db,
    { id: 'ana', workspaceId: 'acme', role: 'rep', displayName: 'Ana', email: 'ana@signoff.test' },
    SYSTEM,
  );
  const token = await createToken(db, 'ana', 'test', SYSTEM);
  await db.destroy();
  return token;
}

/** Ends every connection of API and worker; answers whether there was one that was in use. */
async function dropConnections(databaseUrl: string): Promise<boolean> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query(
      `select state, pg_terminate_backend(pid) from pg_stat_activity where application_name like 'signoff-%'`,
    ),
  );
  return rows.some(({ state }) => state !== 'idle');
}
