/**
 * How fast what CRMs send is accepted, in batches of a hundred and one by one, over ten connections; and how fast the worker
 * applies it. These events bring the mirror up to date and make no actions: those are measured as a burst.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Add } from '../report/figures.ts';
import { byCallers, numbers } from '../stand/callers.ts';
import { accepted } from '../stand/stand.ts';
import type { Signoff } from '../systems/signoff.ts';
import type { Section } from './section.ts';

/** HubSpot's default for an app. */
const CONNECTIONS = 10;
const DEALS = 3_000;
const GIVE_UP_AFTER_MS = 10 * 60_000;

export const webhooks: Section = {
  name: 'webhooks',
  columns: ['signoff'],
  measures: [100, 1].flatMap((batch) => [
    { title: `accepted, ${batch} to a request`, unit: 'events/s', series: `accepted${batch}`, by: 'median' as const },
    { title: `slowest answer, ${batch} to a request`, unit: 'ms', series: `answer${batch}`, by: 'max' as const },
    {
      title: `applied, sent ${batch} to a request`,
      unit: 'events/s',
      series: `applied${batch}`,
      by: 'median' as const,
    },
  ]),
  onStand: async ({ signoff }, add, sizes) => {
    for (const batch of [100, 1]) await run(signoff, add, batch, sizes.webhooks);
  },
};

async function run(signoff: Signoff, add: Add, batch: number, events: number): Promise<void> {
  const name = `${batch}-${Date.now().toString(36)}`;
  const requests = numbers(Math.ceil(events / batch)).map((request) =>
    numbers(batch).map((i) => eventOf(request * batch + i, name)),
  );
  const beganMs = performance.now();
  const send = async (sent: object[]) => {
    const sentMs = performance.now();
    await accepted(() => signoff.webhook(sent));
    add('signoff', `answer${batch}`, performance.now() - sentMs);
  };
  await byCallers(requests, send, CONNECTIONS);
  const perSecond = () => (requests.length * batch * 1_000) / (performance.now() - beganMs);
  add('signoff', `accepted${batch}`, perSecond());
  await untilApplied(signoff);
  add('signoff', `applied${batch}`, perSecond());
}

function eventOf(i: number, run: string): object {
  const id = `deal-${i % DEALS}`;
  const at = new Date(Date.UTC(2026, 9, 1) + i * 1_000).toISOString();
  const record = {
    id,
    name: id,
    companyId: `company-${i % 30}`,
    ownerEmail: 'rep-0@signoff.test',
    stage: 'proposal',
    amount: 10_000 + (i % 7),
    currency: 'USD',
    closeDate: '2026-12-31',
    competitors: [],
    contactIds: [],
    updatedAt: at,
  };
  const event = { specversion: '1.0', id: `${run}-${i}`, source: '/bench', type: 'crm.deal.updated', time: at };
  return { ...event, data: { record } };
}

async function untilApplied({ db }: Signoff): Promise<void> {
  const deadlineMs = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const { rows } = await db.query(
      `select count(*) filter (where state = 'new')::int as waiting, count(*) filter (where state = 'failed')::int as failed
      from crm_inbox where state <> 'done'`,
    );
    const { waiting, failed } = rows[0];
    if (failed > 0) throw new Error(`${failed} events could not be applied`);
    if (waiting === 0) return;
    if (performance.now() > deadlineMs) throw new Error(`${waiting} events still wait`);
    await sleep(100);
  }
}
