import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isPortFree } from '../../local/ports.ts';
import { withClient } from '../../local/postgres.ts';
import { isAlive, type ProcessId, signal, startTime } from '../../local/processes.ts';
import type { StackFile } from '../../local/stackFile.ts';
import { eventually } from '../support/eventually.ts';
import { killRecorded, type StackProcess, startStack } from '../support/stackProcess.ts';

const NAMES = [
  'hubspotFake',
  'mailbox',
  'postgres',
  'server',
  'slackFake',
  'supervisor',
  'temporal',
  'worker',
] as const;

/** One stack throughout, in the order of the tests: each start costs seconds. */
describe('the local stack', function () {
  this.timeout(120_000);

  let dir: string;
  let port: number;
  let stack: StackProcess;
  let first: StackFile;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-stack-'));
    port = await freePort();
    stack = start();
    first = await stack.ready();
  });

  after(async () => {
    stack.signal('SIGKILL');
    await stack.ended;
    killRecorded(dir);
    await rm(dir, { recursive: true, force: true });
  });

  function start(supervise = '1') {
    return startStack({ DATA_DIR: dir, PORT: String(port), SUPERVISE: supervise });
  }

  it('shows where everything is in a table, and the same in stack.json for its owner alone', async () => {
    const { pids, tokens, webhookSecrets, ...urls } = first;
    assert.equal(urls.apiUrl, `http://127.0.0.1:${port}`);
    assert.deepEqual(Object.keys(pids).sort(), NAMES);
    assert.match(webhookSecrets.crm, /^whsec_/);
    assert.match(webhookSecrets.hubspot, /^[0-9a-f]{48}$/);
    assert.deepEqual(Object.keys(tokens).sort(), ['admin', 'manager', 'rep', 'service']);
    assert.equal(statSync(join(dir, 'stack.json')).mode & 0o777, 0o600);
    const shown = [urls.apiUrl, urls.temporalUiUrl, urls.mailboxUrl, urls.databaseUrl, ...Object.values(tokens)];
    for (const text of [...shown, `${urls.apiUrl}/docs`, 'npm run demo']) assert.match(stack.output(), literally(text));
  });

  it('every address in its table but the API’s is a page for people', async () => {
    const rows = [
      ...stack.output().matchAll(/^ {2}(Queue|API docs|Temporal|Failed actions|Mailbox|Slack) +(http\S+)$/gm),
    ];
    assert.equal(rows.length, 6);
    for (const [, label, url = ''] of rows) {
      const answer = await fetch(url);
      const told = `${label} ${url}: ${answer.status} ${answer.headers.get('content-type')}`;
      assert.ok(answer.ok && answer.headers.get('content-type')?.startsWith('text/html'), told);
    }
  });

  it('a second start on the same data directory is refused in one line', async () => {
    const second = startStack({ DATA_DIR: dir, PORT: String(await freePort()) });
    assert.equal(await second.ended, 1);
    assert.match(second.output(), /^signoff: a stack is running on .*\n$/);
    assert.deepEqual(stack.file(), first);
  });

  it('a taken PORT is refused in one line', async () => {
    const other = await mkdtemp(join(tmpdir(), 'signoff-stack-'));
    const second = startStack({ DATA_DIR: other, PORT: String(port) });
    assert.equal(await second.ended, 1);
    assert.match(second.output(), new RegExp(`^signoff: port ${port} is taken.*\\n$`));
    await rm(other, { recursive: true });
  });

  for (const name of ['worker', 'postgres', 'temporal'] as const) {
    it(`a killed ${name} is back within 5 s, and said so in one line`, async () => {
      const before = stack.file().pids[name];
      assert.ok(before);
      signal(before, 'SIGKILL');
      const isBack = () => {
        const now = stack.file().pids[name];
        assert.ok(now !== undefined && now !== before && startTime(now) !== undefined);
      };
      await eventually(isBack, { timeoutMs: 5_000 });
      await eventually(() => assert.match(stack.output(), new RegExp(`signoff: ${name} ended \\(SIGKILL\\)`)));
      await eventually(() => answers(first), { timeoutMs: 30_000 });
    });
  }

  it('when the supervisor alone is killed, the next start ends what was left and goes on with the same data', async () => {
    await mark(first);
    const left = processesOf(stack.file()).filter(({ pid }) => pid !== first.pids.supervisor);
    stack.signal('SIGKILL');
    await stack.ended;
    assert.ok(left.every(isAlive));
    stack = start();
    assert.deepEqual(withoutPids(await stack.ready()), withoutPids(first));
    assert.ok(!left.some(isAlive));
    assert.equal(await marks(first), 1);
  });

  it('when everything is killed, the next start recovers by itself; SUPERVISE=0 leaves down what dies', async () => {
    await mark(first);
    for (const pid of Object.values(stack.file().pids)) signal(pid, 'SIGKILL');
    await stack.ended;
    stack = start('0');
    const { pids } = await stack.ready();
    assert.equal(await marks(first), 2);
    signal(pids.slackFake ?? 0, 'SIGKILL');
    await eventually(() => assert.match(stack.output(), /signoff: slackFake ended \(SIGKILL\) and stays down/));
    assert.equal(stack.file().pids.slackFake, undefined);
  });

  it('SIGTERM stops everything, a second one changes nothing, and no process, port or stack.json is left', async () => {
    const processes = processesOf(stack.file());
    stack.signal('SIGTERM');
    await eventually(() => assert.match(stack.output(), /stopping/));
    stack.signal('SIGTERM');
    assert.equal(await stack.ended, 0);
    assert.deepEqual(processes.filter(isAlive), []);
    assert.ok(!existsSync(join(dir, 'stack.json')));
    assert.ok(await isPortFree(port));
  });
});

function processesOf({ pids }: StackFile): ProcessId[] {
  return Object.values(pids).map((pid) => ({ pid, startedAt: startTime(pid) ?? 'ended' }));
}

function withoutPids({ pids: _, ...rest }: StackFile) {
  return rest;
}

/** Leaves a row, committed, that has to be found again. */
async function mark({ ownerDatabaseUrl }: StackFile): Promise<void> {
  await withClient(ownerDatabaseUrl, async (client) => {
    await client.query('create table if not exists marks (id int)');
    await client.query('insert into marks values (1)');
  });
}

async function marks({ ownerDatabaseUrl }: StackFile): Promise<number> {
  const { rowCount } = await withClient(ownerDatabaseUrl, (client) => client.query('select from marks'));
  return rowCount ?? 0;
}

/** Throws while database, Temporal, worker or API do not work together again. */
async function answers({ apiUrl, databaseUrl }: StackFile): Promise<void> {
  await withClient(databaseUrl, (client) => client.query('select'));
  const response = await fetch(`${apiUrl}/readyz`);
  assert.equal(response.status, 200, await response.text());
}

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
