import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { WebhookDeps } from '../../../src/activities/deliverWebhook.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../../src/domain/webhooks.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { rotateKeys } from '../../../src/store/people/rotateKeys.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { listDeliveries, resendDelivery, sendTest } from '../../../src/store/webhooks/deliveries.ts';
import { addEndpoint, changeEndpoint, removeEndpoint, rotateSecret } from '../../../src/store/webhooks/endpoints.ts';
import { runRelay } from '../../../src/temporal/relay.ts';
import { startDeliveries } from '../../../src/temporal/webhooks.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  create,
  decide,
  log,
  newAction,
  type Pipeline,
  readRow,
  skipTime,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { startWebhookReceiver, verified, type WebhookReceiver } from '../../support/webhookReceiver.ts';
import { startWebhookWorker } from '../../support/webhookWorker.ts';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
/** As the specification has it. */
const SCHEDULE_MS = [
  ...[5_000, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];

describe('outgoing webhooks', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const secretKey = randomBytes(32).toString('base64');
  let pipeline: Pipeline;
  let receiver: WebhookReceiver;
  let stopping: AbortController;
  let running: Promise<unknown>[];

  before(async () => {
    [pipeline, receiver] = await Promise.all([startPipeline(), startWebhookReceiver()]);
    await publishSealingKey(pipeline.db, await sealingKeyOf(secretKey));
    await pipeline.startWorker();
  });
  after(async () => {
    await receiver.close();
    await pipeline.stop();
  });
  beforeEach(async () => {
    stopping = new AbortController();
    running = [];
    await pipeline.db.deleteFrom('webhook_endpoints').execute();
  });
  afterEach(async () => {
    stopping.abort();
    await Promise.all(running);
  });

  /** Starts what delivers: the relay and the worker of attempts, until the test ends. */
  async function deliver(overrides: Partial<WebhookDeps> = {}): Promise<void> {
    const worker = await startWebhookWorker(pipeline, { secretKey, ...overrides });
    const { client, db, taskQueue, means, register } = pipeline;
    const deps = { client, db, taskQueue, means, register, publicUrl: 'http://signoff.test', log, everyMs: 50 };
    running.push(runRelay(deps, stopping.signal).then(() => worker.stop()));
  }

  /** An endpoint at a path of its own. */
  async function add({ eventTypes = [...WEBHOOK_EVENTS], host }: { eventTypes?: WebhookEvent[]; host?: string } = {}) {
    const path = `/${randomUUID()}`;
    const endpoint = { url: receiver.url(path, host), eventTypes };
    return { path, ...(await addEndpoint(pipeline.db, 'acme', endpoint, SYSTEM)) };
  }
  const deliveriesOf = async (endpointId: string) =>
    (await listDeliveries(pipeline.db, 'acme', endpointId, { limit: 100 }))?.items ?? [];
  const untilState = (endpointId: string, state: string) =>
    eventually(async () => {
      const [last] = await deliveriesOf(endpointId);
      assert.equal(last?.state, state, JSON.stringify(last));
      return last;
    });
  const untilReceived = (path: string, count: number) =>
    eventually(() => {
      assert.equal(receiver.received(path).length, count);
      return receiver.received(path);
    });
  const sendTestTo = async (id: string) => (await sendTest(pipeline.db, 'acme', id)) ?? assert.fail();
  /** A test that has been attempted once: where the next attempt fails, another is five minutes off. To be called before anything delivers. */
  const sendTriedTo = async (id: string) => {
    const deliveryId = await sendTestTo(id);
    await pipeline.db.updateTable('webhook_deliveries').set({ attempts: 1 }).where('id', '=', deliveryId).execute();
    return deliveryId;
  };
  const untilAttempts = (deliveryId: string, attempts: number) =>
    eventually(async () => {
      const found = await pipeline.db
        .selectFrom('webhook_deliveries')
        .select('attempts')
        .where('id', '=', deliveryId)
        .executeTakeFirstOrThrow();
      assert.equal(found.attempts, attempts);
    });
  const typesTo = (path: string, secret: string) =>
    receiver.received(path).map((each) => verified(each, secret).type as string);

  it('a signed CloudEvent arrives, which the library takes with the endpoint’s secret and with no other', async () => {
    const { path, secret } = await add({ eventTypes: ['action.pending'] });
    await deliver();
    const row = await create(pipeline, TOUCH);
    const [got] = await untilReceived(path, 1);
    assert.ok(got !== undefined);
    const event = verified(got, secret);
    assert.throws(() => verified(got, `whsec_${randomBytes(32).toString('base64')}`), /No matching signature/);
    assert.throws(() => verified({ ...got, body: got.body.replace('pending', 'executed') }, secret));
    assert.equal(got.headers['content-type'], 'application/cloudevents+json; charset=utf-8');
    assert.deepEqual([event.id, event.type, event.subject], [got.headers['webhook-id'], 'action.pending', row.id]);
    assert.deepEqual([event.specversion, event.source], ['1.0', 'http://signoff.test']);
    const { actionId, status, version, actionType, userId, dealId } = event.data as Record<string, unknown>;
    assert.deepEqual(
      [actionId, status, version, actionType, userId, dealId],
      [row.id, 'pending', 1, 'log_touch', 'ana', row.deal_id],
    );
  });

  it('carries ids and states: nothing of the draft, of the contact or of why', async () => {
    const { path } = await add();
    await deliver();
    const row = await create(pipeline);
    const params = { subject: 'Edited subject' };
    assert.ok((await decide(pipeline, row, 'edit', { params })).accepted);
    assert.ok((await decide(pipeline, row, 'cancel', { reason: 'Sarah has left' })).accepted);
    const all = JSON.stringify(await untilReceived(path, 3));
    for (const told of ['sarah', 'Following up', 'Shall we talk', 'Edited subject', 'has left', 'Acme Corp', '25 %'])
      assert.ok(!all.includes(told), told);
  });

  it('each step of an action’s life arrives once, by its own name', async () => {
    const { path, secret } = await add();
    await deliver();
    const approved = await create(pipeline, TOUCH);
    assert.ok((await decide(pipeline, approved, 'edit', { params: { subject: 'Met again' } })).accepted);
    assert.ok((await decide(pipeline, approved, 'approve')).accepted);
    await untilStatus(pipeline, approved.id, 'executed');
    const steps = ['action.approved', 'action.edited', 'action.executed', 'action.pending'];
    await untilReceived(path, steps.length);
    assert.deepEqual(typesTo(path, secret).sort(), steps);

    const cancelled = await create(pipeline, TOUCH);
    assert.ok((await decide(pipeline, cancelled, 'cancel', { reason: 'no' })).accepted);
    const ben = await addRep(pipeline);
    const failing = await create(pipeline, { ...TOUCH, userId: ben });
    const { db } = pipeline;
    const set = (id: string, change: object) =>
      db.updateTable('pending_autonomous_actions').set(change).where('id', '=', id).execute();
    await set(failing.id, {
      status: 'failed',
      failure: JSON.stringify({ kind: 'permanent', message: 'Sarah said no' }),
    });
    const expiring = await create(pipeline, TOUCH);
    await set(expiring.id, { status: 'expired' });
    await untilReceived(path, steps.length + 6);
    const later = typesTo(path, secret).slice(steps.length).sort();
    const pending = ['action.pending', 'action.pending', 'action.pending'];
    assert.deepEqual(later, ['action.cancelled', 'action.expired', 'action.failed', ...pending]);
    const failed = receiver.received(path).find(({ body }) => body.includes('action.failed'));
    assert.match(failed?.body ?? '', /"failureKind":"permanent"/);
    assert.doesNotMatch(failed?.body ?? '', /said no/);
  });

  it('a change that is no step, such as a snooze or a postponement, sends nothing', async () => {
    const { id } = await add();
    const { actionId } = await createAction(pipeline.db, newAction(TOUCH));
    const change = { snoozed_until: new Date(), expires_at: new Date(Date.now() + 86_400_000) };
    await pipeline.db.updateTable('pending_autonomous_actions').set(change).where('id', '=', actionId).execute();
    assert.deepEqual(
      (await deliveriesOf(id)).map(({ type }) => type),
      ['action.pending'],
    );
  });

  it('goes to the endpoints of the action’s workspace that are enabled and asked for it, and to no other', async () => {
    const { db } = pipeline;
    await db
      .insertInto('workspaces')
      .values({ id: 'other', name: 'Other' })
      .onConflict((c) => c.doNothing())
      .execute();
    const wanted = await add({ eventTypes: ['action.pending'] });
    const otherType = await add({ eventTypes: ['action.failed'] });
    const disabled = await add();
    await changeEndpoint(db, 'acme', disabled.id, { enabled: false }, SYSTEM);
    const url = receiver.url('/foreign');
    const foreign = await addEndpoint(db, 'other', { url, eventTypes: [...WEBHOOK_EVENTS] }, SYSTEM);
    await createAction(db, newAction(TOUCH));
    const rows = await db.selectFrom('webhook_deliveries').select('endpoint_id').execute();
    assert.deepEqual(rows, [{ endpoint_id: wanted.id }]);
    assert.equal(await listDeliveries(db, 'acme', foreign.id, { limit: 1 }), undefined);
    assert.equal(await sendTest(db, 'acme', foreign.id), undefined);
    assert.deepEqual(await deliveriesOf(otherType.id), []);
  });

  it('an event and the change that it tells of are kept both or neither', async () => {
    const { id } = await add();
    const { db } = pipeline;
    const undone = db.transaction().execute(async (tx) => {
      await createAction(tx, newAction(TOUCH));
      throw new Error('undone');
    });
    await assert.rejects(undone, /^Error: undone$/);
    assert.deepEqual(await deliveriesOf(id), []);
  });

  it('what was committed when everything crashed is delivered once the relay runs, and a start that is repeated makes no second', async () => {
    const { path, id } = await add({ eventTypes: ['action.pending'] });
    await createAction(pipeline.db, newAction(TOUCH));
    // Started, and crashed before that was noted: as new as before.
    const { client, db, taskQueue } = pipeline;
    const deps = { client, db, taskQueue, log, callDeadlineMs: 10_000 };
    assert.deepEqual(await startDeliveries(deps, 50), { taken: 1, unanswered: 0 });
    await db.updateTable('webhook_deliveries').set({ state: 'new', look_at: new Date() }).execute();
    assert.deepEqual(await startDeliveries(deps, 50), { taken: 1, unanswered: 0 });
    await createAction(db, newAction(TOUCH));
    await deliver();
    await untilReceived(path, 2);
    await eventually(async () =>
      assert.deepEqual(
        (await deliveriesOf(id)).map(({ state, attempts }) => [state, attempts]),
        [
          ['delivered', 1],
          ['delivered', 1],
        ],
      ),
    );
    assert.equal(receiver.received(path).length, 2);
  });

  it('a workflow that was terminated is begun anew, and goes on where its row stands', async () => {
    const { path, id } = await add();
    receiver.answer(path, 500, 204);
    const deliveryId = await sendTriedTo(id);
    await deliver();
    await untilAttempts(deliveryId, 2);
    await pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).terminate();
    await pipeline.db.updateTable('webhook_deliveries').set({ look_at: new Date() }).execute();
    assert.equal((await untilState(id, 'delivered')).attempts, 3);
    assert.equal(receiver.received(path).length, 2);
  });

  it('what a database that was restored from a backup takes for undelivered is delivered again, with the same webhook-id', async () => {
    const { path, id } = await add();
    await deliver();
    const deliveryId = await sendTestTo(id);
    await untilState(id, 'delivered');
    await pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).result();
    const restored = { state: 'trying', attempts: 0, look_at: new Date() } as const;
    await pipeline.db.updateTable('webhook_deliveries').set(restored).where('id', '=', deliveryId).execute();
    const got = await untilReceived(path, 2);
    assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 1);
    await untilState(id, 'delivered');
  });

  it('is tried again on the specification’s schedule, with the same webhook-id and body each time, and then given up', async () => {
    const { path, id, secret } = await add();
    receiver.answer(path, 500);
    await deliver();
    const deliveryId = await sendTestTo(id);
    await untilReceived(path, 1);
    await eventually(() => skipTime(pipeline, `webhook/${deliveryId}`));
    const failed = await untilState(id, 'failed');
    assert.deepEqual([failed.attempts, failed.last_status, failed.next_at], [SCHEDULE_MS.length + 1, 500, null]);
    const got = receiver.received(path);
    assert.equal(got.length, SCHEDULE_MS.length + 1);
    assert.deepEqual([...new Set(got.map(({ headers }) => headers['webhook-id']))], [failed.event_id]);
    assert.equal(new Set(got.map(({ body }) => body)).size, 1);
    for (const each of got) verified(each, secret);

    await pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).result();
    const { events } = await pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).fetchHistory();
    const sleptMs = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) =>
      timer?.startToFireTimeout == null ? [] : [Number(timer.startToFireTimeout.seconds) * 1_000],
    );
    assert.equal(sleptMs.length, SCHEDULE_MS.length);
    SCHEDULE_MS.forEach((delayMs, i) => {
      const slept = sleptMs[i] ?? 0;
      assert.ok(slept >= delayMs && slept <= delayMs * 1.1 + 1_000, `${i}: ${slept}`);
    });
  });

  it('only 2xx counts, and a redirect is not followed', async () => {
    const { path, id } = await add();
    receiver.answer(path, 302);
    await deliver();
    await sendTestTo(id);
    const waiting = await eventually(async () => {
      const [last] = await deliveriesOf(id);
      assert.equal(last?.attempts, 1);
      return last;
    });
    assert.deepEqual([waiting.state, waiting.last_status], ['trying', 302]);
    assert.ok(waiting.next_at !== null);
    assert.deepEqual(receiver.received('/elsewhere'), []);
  });

  it('410 disables the endpoint, which the security trail tells; nothing more is sent or kept for it', async () => {
    const { path, id } = await add();
    const { db } = pipeline;
    receiver.answer(path, 500, 410);
    const waiting = await sendTriedTo(id);
    await deliver();
    await untilAttempts(waiting, 2);
    await sendTestTo(id);
    await untilReceived(path, 2);
    const endpoint = await eventually(async () => {
      const found = await db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      assert.equal(found.disabled_reason, 'gone');
      return found;
    });
    assert.ok(endpoint.disabled_at !== null);
    const trail = await db
      .selectFrom('security_trail')
      .selectAll()
      .where('event', '=', 'webhook_endpoint_gone')
      .execute();
    assert.deepEqual(
      trail
        .filter(({ detail }) => detail.endpointId === id)
        .map(({ workspace_id, channel }) => [workspace_id, channel]),
      [['acme', 'system']],
    );
    await eventually(() => skipTime(pipeline, `webhook/${waiting}`));
    await eventually(async () =>
      assert.deepEqual((await deliveriesOf(id)).map(({ state }) => state).sort(), ['dropped', 'failed']),
    );
    await createAction(db, newAction(TOUCH));
    await assert.rejects(sendTest(db, 'acme', id), /disabled/);
    assert.equal((await deliveriesOf(id)).length, 2);
    assert.equal(receiver.received(path).length, 2);
  });

  it('after a rotation both secrets sign for a day, then the new one alone', async () => {
    const { path, id, secret: old } = await add();
    const rotated = (await rotateSecret(pipeline.db, 'acme', id, SYSTEM)) ?? assert.fail();
    assert.ok(Math.abs(rotated.oldEndsAt.getTime() - Date.now() - 86_400_000) < 60_000);
    await deliver();
    await sendTestTo(id);
    const [both] = await untilReceived(path, 1);
    assert.ok(both !== undefined);
    verified(both, old);
    verified(both, rotated.secret);
    await pipeline.db.updateTable('webhook_endpoints').set({ old_secret_until: new Date() }).execute();
    await sendTestTo(id);
    const [, alone] = await untilReceived(path, 2);
    assert.ok(alone !== undefined);
    verified(alone, rotated.secret);
    assert.throws(() => verified(alone, old));
  });

  it('secrets are sealed, open at their own endpoint alone, and are rotated with the keys', async () => {
    const { path, id, secret } = await add();
    const other = await add();
    const row = await pipeline.db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.ok(!JSON.stringify(row).includes(secret) && !row.secret.toString('latin1').includes(secret));
    await pipeline.db.updateTable('webhook_endpoints').set({ secret: row.secret }).where('id', '=', other.id).execute();
    const newer = randomBytes(32).toString('base64');
    const { secrets } = await rotateKeys(pipeline.db, `${newer},${secretKey}`, SYSTEM);
    assert.deepEqual(secrets, { anew: 1, lost: [other.id] });
    await deliver({ secretKey: newer });
    await sendTestTo(id);
    await sendTestTo(other.id);
    const [got] = await untilReceived(path, 1);
    assert.ok(got !== undefined);
    verified(got, secret);
    await eventually(async () => {
      const [last] = await deliveriesOf(other.id);
      assert.match(last?.last_error ?? '', /no key that opens the secret/);
    });
    assert.deepEqual(receiver.received(other.path), []);
    await publishSealingKey(pipeline.db, await sealingKeyOf(secretKey));
  });

  it('sent again by hand it has the same webhook-id, and takes the place of the attempts that were still to come', async () => {
    const { path, id } = await add();
    receiver.answer(path, 500, 204);
    const first = await sendTriedTo(id);
    await deliver();
    await untilAttempts(first, 2);
    // Two press the button at once.
    const again = await Promise.all([
      resendDelivery(pipeline.db, 'acme', first),
      resendDelivery(pipeline.db, 'acme', first),
    ]);
    assert.equal(new Set(again).size, 2);
    await eventually(async () => {
      const states = (await deliveriesOf(id)).map(({ state }) => state);
      assert.deepEqual(
        states.filter((state) => state === 'trying' || state === 'new'),
        [],
      );
      assert.ok(states.includes('delivered'));
    });
    assert.equal(new Set(receiver.received(path).map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(await resendDelivery(pipeline.db, 'other', first), undefined);
    const dropped = (await deliveriesOf(id)).find(({ id }) => id === first);
    assert.deepEqual([dropped?.state, dropped?.attempts], ['dropped', 2]);
  });

  it('an endpoint that is removed takes its deliveries along, also while one is waiting', async () => {
    const { path, id } = await add();
    receiver.answer(path, 500);
    const deliveryId = await sendTriedTo(id);
    await deliver();
    await untilAttempts(deliveryId, 2);
    assert.equal(await removeEndpoint(pipeline.db, 'acme', id, SYSTEM), true);
    const handle = pipeline.client.workflow.getHandle(`webhook/${deliveryId}`);
    await eventually(() => skipTime(pipeline, `webhook/${deliveryId}`));
    await handle.result();
    assert.equal(receiver.received(path).length, 1);
  });

  it('an endpoint that is removed at the moment an action is made fails nothing of the action', async () => {
    const { id } = await add();
    const { db } = pipeline;
    let creating: ReturnType<typeof createAction> | undefined;
    await db.transaction().execute(async (tx) => {
      await tx.deleteFrom('webhook_endpoints').where('id', '=', id).execute();
      creating = createAction(db, newAction(TOUCH));
      await eventually(async () => {
        const { rows } = await sql<{ waits: boolean }>`
          select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`.execute(
          db,
        );
        assert.equal(rows[0]?.waits, true);
      });
    });
    const { actionId } = (await creating) ?? assert.fail();
    assert.equal((await readRow(pipeline, actionId)).status, 'pending');
  });

  it('DNS is asked once for each attempt: the first answer, which was looked at, is connected to, whatever the second would be', async () => {
    const named = await add({ host: 'hooks.acme.test' });
    const asked: string[] = [];
    const answers = ['127.0.0.1', '10.0.0.1'];
    await deliver({
      networks: ['127.0.0.1/32'],
      resolve: async (hostname) => {
        asked.push(hostname);
        return [{ address: answers.shift() ?? '10.0.0.1', family: 4 }];
      },
    });
    await sendTestTo(named.id);
    const [got] = await untilReceived(named.path, 1);
    assert.equal(got?.headers.host, `hooks.acme.test:${receiver.port}`);
    assert.deepEqual(asked, ['hooks.acme.test']);
    await sendTestTo(named.id);
    await eventually(async () => {
      const [last] = await deliveriesOf(named.id);
      assert.match(last?.last_error ?? '', /http is for allowed networks only/);
    });
    assert.equal(receiver.received(named.path).length, 1);
  });

  it('is a CloudEvent with all that it has to have, and times in UTC', async () => {
    const { path } = await add();
    await deliver();
    const { actionId } = await createAction(pipeline.db, newAction(TOUCH));
    const [got] = await untilReceived(path, 1);
    const { specversion, id, source, type, subject, time, datacontenttype, data, ...rest } = JSON.parse(
      got?.body ?? '',
    );
    assert.deepEqual(rest, {});
    for (const text of [id, source, type]) assert.ok(typeof text === 'string' && text.length > 0);
    assert.deepEqual([specversion, subject, datacontenttype], ['1.0', actionId, 'application/json']);
    assert.equal(new Date(time).toISOString(), time);
    assert.equal(data.createdAt, (await readRow(pipeline, actionId)).created_at.toISOString());
  });
});
