/**
 * What comes at once. 1,000 triggers by many callers, each fifth of them approved as soon as it is answered; and 5,000 webhooks,
 * each of which makes an action, until all have their workflow. Bare Temporal has no webhooks: it is given as many creations.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { shrunkDeal } from '../../test/support/crmChanges.ts';
import type { Add } from '../report/figures.ts';
import { byCallers, numbers } from '../stand/callers.ts';
import { untilExecuted, untilWaiting } from '../stand/settled.ts';
import { accepted, create, type Stand } from '../stand/stand.ts';
import { type Signoff, WORKSPACE } from '../systems/signoff.ts';
import type { Made, System } from '../systems/system.ts';
import type { Section } from './section.ts';

const APPROVED_EACH = 5;
const GIVE_UP_AFTER_MS = 15 * 60_000;
const within = { ratioAtMost: 1.5 };

export const burst: Section = {
  name: 'burst',
  columns: ['bare', 'signoff'],
  measures: [
    { title: 'triggers and approvals: all answered', unit: 's', series: 'answered', by: 'median' },
    { title: 'one trigger, p50', unit: 'ms', series: 'trigger', by: 'p50' },
    { title: 'one trigger, p99', unit: 'ms', series: 'trigger', by: 'p99' },
    { title: 'one approval, p50', unit: 'ms', series: 'approval', by: 'p50' },
    { title: 'one approval, p99', unit: 'ms', series: 'approval', by: 'p99' },
    { title: 'last workflow waits', unit: 's', series: 'waiting', by: 'median', goal: within },
    { title: 'last approved one executed', unit: 's', series: 'executed', by: 'median' },
    { title: 'answers other than success', unit: '', series: 'refused', by: 'sum', goal: { atMost: 0 } },
    { title: 'webhooks answered', unit: 's', series: 'webhooksAnswered', by: 'median' },
    { title: 'webhooks: last action made', unit: 's', series: 'webhooksMade', by: 'median' },
    { title: 'webhooks: last workflow started', unit: 's', series: 'webhooksStarted', by: 'median' },
  ],
  onStand: async (stand, add, { triggers, webhooks }) => {
    for (const system of stand.systems.filter(({ taskQueue }) => taskQueue !== undefined)) {
      await runTriggers(stand, system, add, triggers);
    }
    for (const system of stand.systems.filter(({ name }) => name === 'bare')) {
      await runCreations(stand, system, add, webhooks);
    }
    await runWebhooks(stand.signoff, add, webhooks);
  },
};

async function timed<T>(add: (ms: number) => void, work: () => Promise<T>): Promise<T> {
  const beganMs = performance.now();
  const done = await work();
  add(performance.now() - beganMs);
  return done;
}

async function runTriggers({ servers }: Stand, system: System, add: Add, count: number): Promise<void> {
  const keep = (series: string) => (ms: number) => add(system.name, series, ms);
  const refused = (_status: number) => add(system.name, 'refused', 1);
  add(system.name, 'refused', 0);
  const approved: Made[] = [];
  const beganMs = Date.now();
  const sinceBegin = (ms: number) => (ms - beganMs) / 1_000;
  const made = await byCallers(numbers(count), async (i, caller) => {
    const one = await timed(keep('trigger'), () => create(system, caller, { refused }));
    if (i % APPROVED_EACH !== 0) return one;
    await timed(keep('approval'), () => accepted(() => system.approve(caller, one.id), refused));
    approved.push(one);
    return one;
  });
  add(system.name, 'answered', sinceBegin(Date.now()));
  const executed = await untilExecuted(system, approved);
  add(system.name, 'executed', sinceBegin(Math.max(...executed.values())));
  add(system.name, 'waiting', sinceBegin(await untilWaiting(servers.client, made)));
}

async function runCreations({ servers }: Stand, system: System, add: Add, count: number): Promise<void> {
  const beganMs = Date.now();
  const made = await byCallers(numbers(count), (_, caller) => create(system, caller));
  add(system.name, 'webhooksStarted', (Date.now() - beganMs) / 1_000);
  await untilWaiting(servers.client, made);
}

/** Deals that have lost more than half their value: an action each. */
function dealEvent(i: number, run: string): object {
  const id = `${run}-${i}`;
  const data = shrunkDeal(id, `rep-${i % 64}@signoff.test`);
  return { specversion: '1.0', id, source: '/bench', type: 'crm.deal.updated', time: data.record.updatedAt, data };
}

async function runWebhooks(signoff: Signoff, add: Add, count: number): Promise<void> {
  const run = `burst${Date.now().toString(36)}`;
  const beganMs = Date.now();
  const sinceBegin = (ms: number) => (ms - beganMs) / 1_000;
  await byCallers(numbers(count), async (i) => void (await accepted(() => signoff.webhook([dealEvent(i, run)]))));
  add('signoff', 'webhooksAnswered', sinceBegin(Date.now()));
  const query = `select count(*)::int as made, count(workflow_started_at)::int as started,
      extract(epoch from max(created_at))::float8 * 1000 as made_ms,
      extract(epoch from max(workflow_started_at))::float8 * 1000 as started_ms
    from pending_autonomous_actions where workspace_id = $1 and deal_id like $2`;
  for (;;) {
    const { rows } = await signoff.db.query(query, [WORKSPACE, `${run}-%`]);
    const { made, started, made_ms, started_ms } = rows[0];
    if (started === count) {
      add('signoff', 'webhooksMade', sinceBegin(made_ms));
      add('signoff', 'webhooksStarted', sinceBegin(started_ms));
      return;
    }
    if (Date.now() - beganMs > GIVE_UP_AFTER_MS) {
      throw new Error(`of ${count} webhooks ${made} made an action and ${started} a workflow`);
    }
    await sleep(200);
  }
}
