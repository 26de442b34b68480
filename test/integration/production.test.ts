import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalMailbox, startMailbox } from '../../local/mailbox.ts';
import { nodeEnvironment } from '../../local/nodeOptions.ts';
import { freePort } from '../../local/ports.ts';
import { withClient } from '../../local/postgres.ts';
import { eventually } from '../support/eventually.ts';
import { directory } from '../support/running.ts';
import { postgresServer, temporalServer } from '../support/servers.ts';
import { readCompose } from '../unit/cli/composeFile.ts';
import { run } from './cli/run.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Of ana's own mail server. */
const PASSWORD = 'hidden-in-every-log';

/** What a JSON answer or message holds is the test's claim about it. */
interface Answer {
  actionId: string;
  status: string;
}

/** Where there is no Docker: what the image would run, as processes, with the variables that compose gives them. */
describe('the production build', function () {
  this.timeout(180_000);
  this.slow(30_000);
  const databaseName = `production_${randomBytes(4).toString('hex')}`;
  const processes: ChildProcess[] = [];
  let mailbox: LocalMailbox;
  let env: Record<string, string>;
  let apiUrl: string;
  let workerUrl: string;

  before(async () => {
    const [postgres, temporal] = await Promise.all([postgresServer(), temporalServer()]);
    await withClient(postgres.url('postgres'), (client) => client.query(`create database ${databaseName}`));
    const dir = await mkdtemp(join(directory(), 'production-'));
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, dir });
    const [port, workerPort] = [await freePort(), await freePort()];
    apiUrl = `http://127.0.0.1:${port}`;
    workerUrl = `http://127.0.0.1:${workerPort}`;
    const secrets = {
      POSTGRES_PASSWORD: 'x',
      POSTGRES_APP_PASSWORD: 'x',
      TEMPORAL_POSTGRES_PASSWORD: 'x',
      SECRET_KEY: randomBytes(32).toString('base64'),
    };
    env = {
      ...readCompose(secrets).services.worker?.environment,
      // The image's, and what has another address outside of compose's network.
      NODE_ENV: 'production',
      MIGRATION_DATABASE_URL: postgres.url(databaseName),
      DATABASE_URL: postgres.runningUrl(databaseName),
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_TASK_QUEUE: `production-${randomUUID()}`,
      HOST: '127.0.0.1',
      PORT: String(port),
      WORKER_HOST: '127.0.0.1',
      WORKER_PORT: String(workerPort),
      WORKER_METRICS_URL: `${workerUrl}/metrics`,
      SMTP_URL: `smtp://127.0.0.1:${mailbox.smtpPort}`,
      PUBLIC_URL: apiUrl,
      METRICS_TOKEN: 'prometheus-of-this-test',
    };
    const built = await run('scripts/build.mjs', []);
    assert.equal(built.code, 0, built.err + built.out);
  });
  after(async () => {
    for (const child of processes) child.kill('SIGKILL');
    await mailbox.close();
    const postgres = await postgresServer();
    await withClient(postgres.url('postgres'), (client) => client.query(`drop database ${databaseName} with (force)`));
  });

  /** @param without a variable that this process does not get */
  function start(script: string, without?: string) {
    const child = spawn(process.execPath, [script], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, ...nodeEnvironment({}), ...env, ...(without && { [without]: '' }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const ended = once(child, 'close').then(() => child.exitCode);
    return { child, ended, output: () => output };
  }

  const admin = async (...args: string[]) => {
    const { code, out, err } = await run('dist/cli/admin.js', args, { env });
    assert.equal(code, 0, err);
    return out.trimEnd();
  };

  it('migrates an empty database, and finds nothing to do after that', async () => {
    const first = await run('dist/cli/migrate.js', [], { env });
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^applied 0001_people$/m);
    const again = await run('dist/cli/migrate.js', [], { env });
    assert.deepEqual([again.code, again.out], [0, 'nothing to apply: the database is up to date\n']);
  });

  it('takes a trigger, executes what is approved, serves the queue without demo users, and stops in order', async () => {
    const [api, worker] = [start('dist/server.js', 'SECRET_KEY'), start('dist/worker.js')];
    await admin('workspace', 'add', 'acme', '--name', 'Acme');
    const ana = ['--workspace', 'acme', '--role', 'rep', '--name', 'Ana Ruiz', '--email', 'ana@acme.test'];
    await admin('user', 'add', 'ana', ...ana);
    const token = await admin('token', 'add', 'ana');
    for (const url of [apiUrl, workerUrl]) {
      await eventually(
        async () => {
          const ready = await fetch(`${url}/readyz`);
          assert.equal(ready.status, 200, `${await ready.text()}\n${api.output()}\n${worker.output()}`);
        },
        { timeoutMs: 60_000 },
      );
    }

    const send = async (method: 'POST' | 'PUT', path: string, body: object): Promise<Answer> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(`${apiUrl}/api${path}`, { method, headers, body: JSON.stringify(body) });
      assert.ok(response.ok, await response.clone().text());
      return response.json() as Promise<Answer>;
    };
    const post = (path: string, body: object) => send('POST', path, body);
    // The API seals it without SECRET_KEY, with what the worker has published.
    await send('PUT', '/mailbox', { smtp: `smtp://ana:${PASSWORD}@127.0.0.1:${mailbox.smtpPort}` });
    assert.equal(await admin('mailbox', 'show', 'ana'), `SMTP  ana at 127.0.0.1:${mailbox.smtpPort}\nIMAP  -`);
    const contact = { name: 'Sarah Chen', email: 'sarah@customer.test' };
    const trigger = { triggerType: 'activity_slump', actionType: 'send_email', company: { id: 'acme' }, contact };
    const { actionId } = await post('/triggers', trigger);
    const { status } = await post(`/autonomous-actions/${actionId}/approve?wait=executed`, { version: 1 });
    assert.equal(status, 'executed');
    const messages = await (await fetch(`http://127.0.0.1:${mailbox.httpPort}/messages`)).text();
    assert.ok(messages.includes(`<${actionId}.1@acme.test>`), messages);
    assert.equal((await fetch(`${apiUrl}/metrics`)).status, 401);
    const asPrometheus = { headers: { authorization: `Bearer ${env.METRICS_TOKEN}` } };
    assert.match(await (await fetch(`${apiUrl}/metrics`, asPrometheus)).text(), /^temporal_/m);

    const page = await (await fetch(`${apiUrl}/actions/${actionId}`, { headers: { accept: 'text/html' } })).text();
    const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(page) ?? [];
    assert.equal((await fetch(`${apiUrl}${script}`)).status, 200, page);
    assert.deepEqual(await (await fetch(`${apiUrl}/session`)).json(), {
      demoUsers: null,
      providers: [],
      tokenSignIn: true,
      isSetUp: true,
    });
    const signIn = (body: object) => {
      const headers = { 'content-type': 'application/json', origin: apiUrl };
      return fetch(`${apiUrl}/session`, { method: 'POST', headers, body: JSON.stringify(body) });
    };
    assert.equal((await signIn({ demoUserId: 'ana' })).status, 422);
    assert.equal((await signIn({ token })).status, 204);

    for (const { child } of [api, worker]) child.kill('SIGTERM');
    assert.deepEqual(await Promise.all([api.ended, worker.ended]), [0, 0], `${api.output()}\n${worker.output()}`);
    for (const { output } of [api, worker]) {
      assert.match(output(), /"msg":"stopped"/);
      for (const secret of [token, PASSWORD, env.SECRET_KEY ?? 'none']) assert.ok(!output().includes(secret));
    }
  });
});
