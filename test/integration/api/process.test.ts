import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../../support/eventually.ts';
import { programOf } from '../../support/programs.ts';
import { aTrigger, startApi, type TestApi } from './support.ts';

describe('API: the process', () => {
  let api: TestApi;
  const children: ChildProcess[] = [];
  before(async () => {
    api = await startApi();
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await api.stop();
  });

  async function start(env: Record<string, string>) {
    const child = spawn(process.execPath, [await programOf('src/server.ts')], {
      // Temporal is nowhere: the API must do without.
      env: { PATH: process.env.PATH, TEMPORAL_ADDRESS: '127.0.0.1:1', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const ended = once(child, 'close').then(() => child.exitCode);
    return { child, ended, output: () => output, errors: () => errors };
  }

  it('says in one line what is wrong with its configuration, and never the value', async () => {
    const { ended, errors } = await start({ DATABASE_URL: 'mysql://secret', PORT: 'x' });
    assert.equal(await ended, 2);
    assert.match(errors(), /^configuration: DATABASE_URL.*PORT.*\n$/);
    assert.doesNotMatch(errors(), /secret/);
  });

  it('takes triggers and decisions while Temporal is down, and stops in order with streams open', async function () {
    this.timeout(60_000);
    const { child, ended, output, errors } = await start({ DATABASE_URL: api.databaseUrl });
    const url = await eventually(
      () => {
        const address = /Server listening at (http:\/\/[^"]+)/.exec(output())?.[1];
        if (address === undefined) throw new Error(`not listening: ${output()}${errors()}`);
        return address;
      },
      { timeoutMs: 30_000 },
    );
    const headers = { authorization: `Bearer ${api.tokens.ana}`, 'content-type': 'application/json' };
    const post = (path: string, body: object) =>
      fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

    const created = await post('/api/triggers', aTrigger('down'));
    assert.equal(created.status, 201);
    // What a JSON answer holds is the test's claim about it.
    const { actionId } = (await created.json()) as { actionId: string };
    const decided = await post(`/api/autonomous-actions/${actionId}/approve`, {});
    assert.equal(decided.status, 200);
    assert.equal(((await decided.json()) as { status: string }).status, 'approved');
    assert.equal((await fetch(`${url}/readyz`)).status, 503);
    assert.equal((await fetch(`${url}/livez`)).status, 200);

    const stream = await fetch(`${url}/api/events`, { headers });
    const stoppedAtMs = performance.now();
    child.kill('SIGTERM');
    assert.match(await stream.text(), /event: ready/);
    assert.equal(await ended, 0);
    assert.ok(performance.now() - stoppedAtMs < 5_000);
    assert.match(output(), /"msg":"stopped"/);
    assert.ok(!output().includes(api.tokens.ana) && !/postgresql:\/\/[^:]+:(?!redacted)[^@]+@/.test(output()));
  });
});
