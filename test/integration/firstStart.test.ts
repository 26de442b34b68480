import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { freePort } from '../../local/ports.ts';
import { withClient } from '../../local/postgres.ts';
import { ROOT } from '../../scripts/lib/run.mjs';
import { eventually } from '../support/eventually.ts';
import { programOf } from '../support/programs.ts';
import { createTestDatabase, postgresServer } from '../support/servers.ts';
import { run } from './cli/run.ts';

const LINK = /http:\/\/signoff\.test\/setup#([\w-]{43})/;

/** API and worker as processes, on databases that nobody has prepared for them. */
describe('a first start', function () {
  this.timeout(60_000);
  const processes: ChildProcess[] = [];
  const endings: (() => Promise<void>)[] = [];
  after(async () => {
    for (const child of processes) child.kill('SIGKILL');
    for (const end of endings) await end();
  });

  async function start(script: 'server' | 'worker', databaseUrl: string) {
    const port = await freePort();
    const child = spawn(process.execPath, [await programOf(`src/${script}.ts`)], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        PUBLIC_URL: 'http://signoff.test/',
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        PORT: String(port),
        WORKER_PORT: String(port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    const said = { log: '', told: '' };
    child.stdout.on('data', (chunk) => {
      said.log += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.told += chunk;
    });
    const ended = once(child, 'close').then(() => child.exitCode);
    return { child, said, ended, url: `http://127.0.0.1:${port}` };
  }

  async function emptyDatabase(): Promise<string> {
    const postgres = await postgresServer();
    const name = `first_${randomBytes(4).toString('hex')}`;
    const administer = (sql: string) => withClient(postgres.url('postgres'), (client) => client.query(sql));
    await administer(`create database ${name}`);
    endings.push(async () => void (await administer(`drop database ${name} with (force)`)));
    return postgres.url(name);
  }

  for (const script of ['server', 'worker'] as const) {
    it(`on a database that is not migrated ends the ${script} with one line and the command`, async () => {
      const { said, ended } = await start(script, await emptyDatabase());
      assert.equal(await ended, 1, said.log);
      assert.match(said.told, /^signoff: the database is not up to date.* run npm run --silent migrate\n$/);
    });
  }

  it('on a database that lacks only the newest migration says so as well; admin says it in its way', async () => {
    const { url, ownerUrl, drop } = await createTestDatabase();
    endings.push(drop);
    await withClient(ownerUrl, (client) =>
      client.query('delete from migrations where id = (select max(id) from migrations)'),
    );
    const { said, ended } = await start('server', url);
    assert.equal(await ended, 1);
    assert.match(said.told, /lacks \d{4}_\w+: run npm run --silent migrate\n$/);

    const env = { DATABASE_URL: await emptyDatabase() };
    const { code, err } = await run('src/cli/admin.ts', ['user', 'list'], { env });
    assert.deepEqual(
      [code, err.trim()],
      [1, 'not-migrated: the database is not up to date: run npm run --silent migrate'],
    );
  });

  it('tells in each API process of a link, on stderr and not in the log; any of them works, and then none is told', async () => {
    const { url: databaseUrl, drop } = await createTestDatabase();
    endings.push(drop);
    const apis = await Promise.all([start('server', databaseUrl), start('server', databaseUrl)]);
    const secrets: string[] = [];
    for (const { said } of apis) {
      await eventually(() => assert.match(said.told, LINK), { timeoutMs: 30_000 });
      secrets.push(LINK.exec(said.told)?.[1] ?? '');
    }
    // The other process's, to see that they agree.
    const body = {
      secret: secrets[1],
      workspace: { name: 'Acme', currency: 'USD', timeZone: 'UTC' },
      admin: { displayName: 'Ada', email: 'ada@acme.test' },
    };
    const setUp = () =>
      fetch(`${apis[0]?.url}/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        body: JSON.stringify(body),
      });
    const answer = await setUp();
    assert.equal(answer.status, 201, await answer.clone().text());
    // What a JSON answer holds is the test's claim about it.
    const { token } = (await answer.json()) as { token: string };
    assert.equal((await setUp()).status, 410);

    const later = await start('server', databaseUrl);
    await eventually(() => assert.match(later.said.log, /Server listening/), { timeoutMs: 30_000 });
    await eventually(async () => assert.equal((await fetch(`${later.url}/livez`)).status, 200));
    for (const { child } of [...apis, later]) child.kill('SIGTERM');
    await Promise.all([...apis, later].map(({ ended }) => ended));
    assert.equal(later.said.told, '');
    for (const { said } of apis) for (const secret of [...secrets, token]) assert.ok(!said.log.includes(secret));
  });
});
