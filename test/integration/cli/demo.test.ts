import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../../local/ports.ts';
import type { StackFile } from '../../../local/stackFile.ts';
import { createApiClient, readAnswer } from '../../../src/cli/apiClient.ts';
import { type ActionSummary, actionPage } from '../../../src/cli/shapes.ts';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import { killRecorded, type StackProcess, startStack } from '../../support/stackProcess.ts';
import { type Ended, run, runInShell } from './run.ts';

/** On a stack as people start it; the second run is on what the first has left. */
describe('npm run demo', function () {
  this.timeout(120_000);
  this.slow(30_000);
  let dir: string;
  let process: StackProcess;
  let stack: StackFile;
  let first: Ended;
  const began = new Date().toISOString();

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'signoff-demo-'));
    process = startStack({ DATA_DIR: dir, PORT: String(await freePort()) });
    stack = await process.ready();
    first = await demo();
  });
  after(async () => {
    process.signal('SIGTERM');
    await process.ended;
    killRecorded(dir);
    await rm(dir, { recursive: true, force: true });
  });

  /** What the stack has told to type next, in another terminal, which has no variables of the stack's. */
  function demo(): Promise<Ended> {
    const line = /^ {2}(.*npm run demo)$/m.exec(process.output())?.[1];
    assert.ok(line, process.output());
    return runInShell(line);
  }

  /** Without those of the days before. */
  async function actions(): Promise<ActionSummary[]> {
    const admin = createApiClient({ url: stack.apiUrl, token: stack.tokens.admin });
    const { items } = readAnswer(actionPage, await admin.get('/autonomous-actions', { limit: '200' }));
    return items.filter(({ createdAt }) => createdAt >= began);
  }

  /** As the administrator: what the API answers, as text. */
  async function answerTo(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${stack.tokens.admin}` };
    const response = await fetch(`${stack.apiUrl}/api/${path}`, { headers });
    assert.equal(response.status, 200, path);
    return response.text();
  }

  interface Figures {
    created: { n: number };
    acceptance: { n: number; rate: number | null };
    failed: { n: number };
  }
  async function insights(): Promise<{ total: Figures; items: Figures[] }> {
    // As the API's own tests know it.
    return JSON.parse(await answerTo('insights?days=90&groupBy=trigger&scope=team')) as {
      total: Figures;
      items: Figures[];
    };
  }

  it('is told with the variables that it needs, by the stack and by the demo itself', async () => {
    assert.equal(first.code, 0, first.err + first.out);
    const next = /or here: (.+)$/m.exec(first.out)?.[1];
    assert.ok(next, first.out);
    const listed = await runInShell(next);
    assert.equal(listed.code, 0, listed.err);
    assert.match(listed.out, /pending/);
  });

  it('leaves a queue as on a Tuesday morning: every trigger, every urgency, some soon to act, some decided', async () => {
    assert.equal(first.code, 0, first.err + first.out);
    const all = await actions();
    assert.deepEqual([...new Set(all.map(({ triggerType }) => triggerType))].sort(), [...TRIGGER_TYPES].sort());
    const pending = all.filter(({ status }) => status === 'pending');
    assert.ok(pending.length >= 25 && pending.length <= 40, `${pending.length} are pending`);
    assert.deepEqual([...new Set(pending.map(({ urgency }) => urgency))].sort(), ['high', 'low', 'normal']);
    assert.deepEqual([...new Set(pending.map(({ userId }) => userId))].sort(), ['ana', 'ben', 'mia']);
    assert.ok(pending.some(({ autoExecuteAt }) => autoExecuteAt !== null));
    assert.equal(all.filter(({ status }) => status === 'cancelled').length, 1);
    assert.deepEqual(
      all.filter(({ status }) => status === 'failed'),
      [],
    );
  });

  it('tells HubSpot’s changes of one deal apart, with their figures', async () => {
    const summaries = (await actions()).map(({ contextSummary }) => contextSummary);
    for (const figures of [
      /Cobalt Aerospace renewal.* moved back from .* to /,
      /Cobalt Aerospace renewal.* 25 %, \$120,000 → \$90,000/,
      /Cobalt Aerospace renewal.* pushed 30 days/,
      /Theo Lindgren.* 91/,
    ]) {
      assert.ok(
        summaries.some((summary) => figures.test(summary)),
        `${figures} in ${summaries.join('\n')}`,
      );
    }
  });

  it('brings 90 days of history, whose figures agree with its actions', async () => {
    const { total, items } = await insights();
    assert.ok(total.created.n >= 600, `${total.created.n} were made`);
    assert.equal(items.length, TRIGGER_TYPES.length);
    const rates = items.map(({ acceptance }) => acceptance.rate ?? 0);
    assert.ok(Math.min(...rates) < 0.6 && Math.max(...rates) > 0.8, String(rates));
    assert.ok(total.failed.n > 0);
    const before = await answerTo(`autonomous-actions?limit=1&sort=decided&decidedTo=${began}`);
    const [, deal] = /"dealId":"([^"]+)"/.exec(before) ?? [];
    assert.match(await answerTo(`timeline/deal/webhook/${deal}`), /"source":"trail"/);
    const checked = await run('src/cli/admin.ts', ['insights', 'check'], { env: { DATA_DIR: dir } });
    assert.equal(checked.code, 0, checked.out + checked.err);
  });

  it('says what it does, what came of it and where to look', async () => {
    const { out } = first;
    // None of the days before: those are many of each.
    for (const type of TRIGGER_TYPES) assert.match(out, new RegExp(`^  ${type} +[1-9] +0$`, 'm'));
    assert.match(out, /No action: [1-9]\d* below the thresholds, [1-9]\d* of an owner who is nobody here/);
    assert.match(out, /approved the email: executed after .*Message-ID <.+>$/m);
    assert.match(out, /edited the draft and approved it: executed/);
    assert.match(out, /cancelled the follow-up task: Agreed/);
    assert.equal([...out.matchAll(/^[0-9a-f]{8} +pending /gm)].length, 12);
    for (const link of [stack.mailboxUrl, stack.temporalUiUrl, `${stack.apiUrl}/docs`]) assert.ok(out.includes(link));
    const mails = z
      .array(z.object({ subject: z.string() }))
      .parse(await (await fetch(`${stack.mailboxUrl}/messages`)).json());
    assert.equal(mails.length, 1);
  });

  it('may be run again: what is pending is joined, what was decided comes anew', async () => {
    const before = (await actions()).length;
    const { code, out, err } = await demo();
    assert.equal(code, 0, err + out);
    assert.match(out, /^ {2}deal_stage_regression +[1-9]\d* +[1-9]\d*$/m);
    assert.match(out, /^ {2}deal_competitor_added +0 +[1-9]\d*$/m);
    assert.match(out, /^ {2}activity_slump +0 +0$/m);
    assert.match(out, /an earlier run/);
    assert.doesNotMatch(out, /refused/);
    const added = (await actions()).length - before;
    assert.ok(added >= 4 && added <= 20, `${added} more`);
  });

  it('says in one line that no stack is running', async () => {
    const { code, out, err } = await run('local/demo.ts', []);
    const told = 'no local stack is running on /nonexistent: npm start, or say with DATA_DIR where one runs';
    assert.deepEqual([code, out, err], [1, '', `no-stack: ${told}\n`]);
  });
});
