/**
 * A burst on the running local stack (npm start): 1,000 triggers by 64 callers, and 200 approvals among them, each as soon as
 * its action is made. How long until every workflow is started and every approved action is executed, and what was refused.
 * One JSON line a figure, in milliseconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb } from '../src/store/database/db.ts';

const TRIGGERS = 1_000;
const CALLERS = 64;
const APPROVE_EACH = 5;
const GIVE_UP_AFTER_MS = 5 * 60_000;

// Written by the stack itself.
const stack = JSON.parse(readFileSync(join(process.env.DATA_DIR ?? '.data', 'stack.json'), 'utf8')) as {
  apiUrl: string;
  databaseUrl: string;
  tokens: { rep: string };
};
const run = Date.now().toString(36);
const answers = new Map<string, number>();
const triggersMs: number[] = [];
const approvalsMs: number[] = [];
const approved: string[] = [];

async function call(path: string, body: object, samplesMs: number[]): Promise<Record<string, unknown>> {
  const beganMs = performance.now();
  const response = await fetch(`${new URL(stack.apiUrl).origin}/api${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.tokens.rep}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  samplesMs.push(performance.now() - beganMs);
  const kind = `${path.split('/').at(-1)} ${response.status}`;
  answers.set(kind, (answers.get(kind) ?? 0) + 1);
  // An object, as all of the API's answers to these are.
  return (await response.json()) as Record<string, unknown>;
}

async function one(i: number): Promise<void> {
  const id = `burst-${run}-${i}`;
  const made = await call(
    '/triggers',
    {
      ...{ triggerType: 'meeting_completed', actionType: 'log_touch', eventId: id },
      ...{ company: { id, name: `Burst ${i}` }, contact: { id, name: 'Bo Urst', email: `bo-${i}@burst.test` } },
    },
    triggersMs,
  );
  if (i % APPROVE_EACH !== 0) return;
  approved.push(String(made.actionId));
  await call(`/autonomous-actions/${String(made.actionId)}/approve`, {}, approvalsMs);
}

function report(what: string, figures: object): void {
  console.log(JSON.stringify({ bench: 'burst', what, ...figures }));
}

function percentiles(samplesMs: number[]) {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  return { n: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}

const db = openDb({ ...stack, maxConnections: 2, applicationName: 'bench', onError: console.error });
const beganMs = performance.now();
const left = Array.from({ length: TRIGGERS }, (_, i) => i).values();
await Promise.all(
  Array.from({ length: CALLERS }, async () => {
    for (const i of left) await one(i);
  }),
);
report('answered', { ms: Math.round(performance.now() - beganMs), answers: Object.fromEntries(answers) });
report('trigger', percentiles(triggersMs));
report('approval', percentiles(approvalsMs));

async function until(what: string, count: () => Promise<number>): Promise<void> {
  for (let leftOver = await count(); leftOver > 0; leftOver = await count()) {
    if (performance.now() - beganMs > GIVE_UP_AFTER_MS) return report(what, { gaveUpWith: leftOver });
    await sleep(100);
  }
  report(what, { ms: Math.round(performance.now() - beganMs) });
}

const actions = () => db.selectFrom('pending_autonomous_actions').select(({ fn }) => fn.countAll<string>().as('n'));
await until('every workflow started', async () => {
  const { n } = await actions()
    .where('company_id', 'like', `burst-${run}-%`)
    .where('workflow_started_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(n);
});
await until('every approved action executed', async () => {
  const { n } = await actions().where('id', 'in', approved).where('status', '!=', 'executed').executeTakeFirstOrThrow();
  return Number(n);
});
await db.destroy();
