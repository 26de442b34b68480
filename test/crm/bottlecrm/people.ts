/** BottleCRM as people use it: through its own API (django-crm 1.35.0), signed in as an administrator. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { eventually } from '../../support/eventually.ts';
import type { BottleCrm } from './start.ts';

const named = z.object({ id: z.string(), name: z.string() }).nullable();
const task = z.object({
  id: z.string(),
  title: z.string(),
  priority: z.string(),
  due_date: z.string().nullable(),
  description: z.string().nullable(),
  opportunity: named,
  assigned_to: z.array(z.object({ id: z.string() })),
  contacts: z.array(z.object({ id: z.string() })),
});
const interaction = z.object({ kind: z.string(), subject: z.string(), body: z.string(), occurred_at: z.string() });
const delivery = z.object({ id: z.string(), event: z.string(), event_id: z.string(), status: z.string() });

export type BottleTask = z.output<typeof task>;

export interface People {
  /** Makes a deal of ana's with the seeded account and contact. */
  createDeal(name: string, stage: string): Promise<string>;
  moveDeal(id: string, stage: string): Promise<void>;
  /** The tasks on a deal, each as its own page shows it. */
  tasksOn(dealId: string): Promise<BottleTask[]>;
  interactionsOn(dealId: string): Promise<z.output<typeof interaction>[]>;
  /** The webhook's deliveries, the newest first. */
  deliveries(): Promise<z.output<typeof delivery>[]>;
  /** Has one sent again, and waits until it has been taken. */
  redeliver(deliveryId: string): Promise<void>;
  switchWebhook(isActive: boolean): Promise<void>;
}

export function peopleOf({ url, session, anaId, accountId, contactId, endpointId }: BottleCrm): People {
  async function call<T>(method: string, path: string, shape: z.ZodType<T>, body?: object): Promise<T> {
    const response = await fetch(`${url}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return shape.parse(JSON.parse(text));
  }

  const deliveries = async () => {
    const page = z.object({ results: z.array(delivery) });
    return (await call('GET', `webhooks/${endpointId}/deliveries/?limit=100`, page)).results;
  };

  const untilSent = (id: string) =>
    eventually(
      async () => {
        const sent = (await deliveries()).find((each) => each.id === id);
        assert.equal(sent?.status, 'succeeded');
      },
      { timeoutMs: 30_000 },
    );

  return {
    async createDeal(name, stage) {
      const money = { amount: '1000.00', currency: 'USD' };
      const links = { account: accountId, contacts: [contactId], assigned_to: [anaId] };
      const body = { name, stage, ...money, ...links };
      return (await call('POST', 'opportunities/', z.object({ id: z.string() }), body)).id;
    },
    async moveDeal(id, stage) {
      await call('PATCH', `opportunities/${id}/move/`, z.unknown(), { column_id: stage });
    },
    async tasksOn(dealId) {
      const list = z.object({ tasks: z.array(z.object({ id: z.string() })) });
      const { tasks } = await call('GET', `tasks/?limit=100&slim=true&opportunity=${dealId}`, list);
      const page = z.object({ task_obj: task });
      return Promise.all(tasks.map(async ({ id }) => (await call('GET', `tasks/${id}/`, page)).task_obj));
    },
    async interactionsOn(dealId) {
      const list = z.object({ interactions: z.array(interaction) });
      return (await call('GET', `interactions/?opportunity=${dealId}`, list)).interactions;
    },
    deliveries,
    async redeliver(deliveryId) {
      // Before, it refuses to.
      await untilSent(deliveryId);
      const { id } = await call('POST', `webhooks/deliveries/${deliveryId}/redeliver/`, delivery);
      await untilSent(id);
    },
    async switchWebhook(isActive) {
      await call('PATCH', `webhooks/${endpointId}/`, z.unknown(), { is_active: isActive });
    },
  };
}
