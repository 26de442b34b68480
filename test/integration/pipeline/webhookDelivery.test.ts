import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { rotateKeys } from '../../../src/store/people/rotateKeys.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { resendDelivery } from '../../../src/store/webhooks/deliveries.ts';
import { rotateSecret } from '../../../src/store/webhooks/endpoints.ts';
import { startDeliveries } from '../../../src/temporal/webhooks.ts';
import { eventually } from '../../support/eventually.ts';
import { useOutgoingWebhooks } from '../../support/outgoingWebhooks.ts';
import { log, newAction, skipTime, TOUCH } from '../../support/pipeline.ts';
import { verified } from '../../support/webhookReceiver.ts';

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
/** As the specification has it. */
const SCHEDULE_MS = [
  ...[5_000, 5 * MINUTE_MS, 30 * MINUTE_MS],
  ...[2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS],
];

describe('outgoing webhooks: how they are delivered', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const out = useOutgoingWebhooks();
  const { secretKey, add, deliver, sendTestTo, sendTriedTo, deliveriesOf, untilState, untilAttempts, untilReceived } =
    out;

  it('what was committed when everything crashed is delivered once the relay runs, and a start that is repeated makes no second', async () => {
    const { path, id } = await add({ eventTypes: ['action.pending'] });
    await createAction(out.pipeline.db, newAction(TOUCH));
    // Started, and crashed before that was noted: as new as before.
    const { client, db, taskQueue } = out.pipeline;
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
    assert.equal(out.receiver.received(path).length, 2);
  });

  it('a worker that stops waits for no receiver; what it had under way the next one attempts at once', async () => {
    const { path, id } = await add();
    out.receiver.answer(path, 'never', 204);
    await deliver({ timeoutMs: 45_000 });
    await sendTestTo(id);
    await untilReceived(path, 1);
    const beganMs = Date.now();
    await out.stop();
    assert.ok(Date.now() - beganMs < 5_000);
    await deliver();
    assert.equal((await untilState(id, 'delivered')).attempts, 1);
  });

  it('a workflow that was terminated is begun anew, and goes on where its row stands', async () => {
    const { path, id } = await add();
    out.receiver.answer(path, 500, 204);
    const deliveryId = await sendTriedTo(id);
    await deliver();
    await untilAttempts(deliveryId, 2);
    await out.pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).terminate();
    await out.pipeline.db.updateTable('webhook_deliveries').set({ look_at: new Date() }).execute();
    assert.equal((await untilState(id, 'delivered')).attempts, 3);
    assert.equal(out.receiver.received(path).length, 2);
  });

  it('what a database that was restored from a backup takes for undelivered is delivered again, with the same webhook-id', async () => {
    const { path, id } = await add();
    await deliver();
    const deliveryId = await sendTestTo(id);
    await untilState(id, 'delivered');
    await out.pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).result();
    const restored = { state: 'trying', attempts: 0, look_at: new Date() } as const;
    await out.pipeline.db.updateTable('webhook_deliveries').set(restored).where('id', '=', deliveryId).execute();
    const got = await untilReceived(path, 2);
    assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 1);
    await untilState(id, 'delivered');
  });

  it('is tried again on the specification’s schedule, with the same webhook-id and body each time, and then given up', async () => {
    const { path, id, secret } = await add();
    out.receiver.answer(path, 500);
    await deliver();
    const deliveryId = await sendTestTo(id);
    await untilReceived(path, 1);
    await eventually(() => skipTime(out.pipeline, `webhook/${deliveryId}`));
    const failed = await untilState(id, 'failed');
    assert.deepEqual([failed.attempts, failed.last_status, failed.next_at], [SCHEDULE_MS.length + 1, 500, null]);
    const got = out.receiver.received(path);
    assert.equal(got.length, SCHEDULE_MS.length + 1);
    assert.deepEqual([...new Set(got.map(({ headers }) => headers['webhook-id']))], [failed.event_id]);
    assert.equal(new Set(got.map(({ body }) => body)).size, 1);
    for (const each of got) verified(each, secret);

    await out.pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).result();
    const { events } = await out.pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).fetchHistory();
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
    out.receiver.answer(path, 302);
    await deliver();
    await sendTestTo(id);
    const waiting = await eventually(async () => {
      const [last] = await deliveriesOf(id);
      assert.equal(last?.attempts, 1);
      return last;
    });
    assert.deepEqual([waiting.state, waiting.last_status], ['trying', 302]);
    assert.ok(waiting.next_at !== null);
    assert.deepEqual(out.receiver.received('/elsewhere'), []);
  });

  it('after a rotation both secrets sign for a day, then the new one alone', async () => {
    const { path, id, secret: old } = await add();
    const rotated = (await rotateSecret(out.pipeline.db, 'acme', id, SYSTEM)) ?? assert.fail();
    assert.ok(Math.abs(rotated.oldEndsAt.getTime() - Date.now() - 86_400_000) < 60_000);
    await deliver();
    await sendTestTo(id);
    const [both] = await untilReceived(path, 1);
    assert.ok(both !== undefined);
    verified(both, old);
    verified(both, rotated.secret);
    await out.pipeline.db.updateTable('webhook_endpoints').set({ old_secret_until: new Date() }).execute();
    await sendTestTo(id);
    const [, alone] = await untilReceived(path, 2);
    assert.ok(alone !== undefined);
    verified(alone, rotated.secret);
    assert.throws(() => verified(alone, old));
  });

  it('secrets are sealed, open at their own endpoint alone, and are rotated with the keys', async () => {
    const { path, id, secret } = await add();
    const other = await add();
    const row = await out.pipeline.db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.ok(!JSON.stringify(row).includes(secret) && !row.secret.toString('latin1').includes(secret));
    await out.pipeline.db
      .updateTable('webhook_endpoints')
      .set({ secret: row.secret })
      .where('id', '=', other.id)
      .execute();
    const newer = randomBytes(32).toString('base64');
    const { secrets } = await rotateKeys(out.pipeline.db, `${newer},${secretKey}`, SYSTEM);
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
    assert.deepEqual(out.receiver.received(other.path), []);
    await publishSealingKey(out.pipeline.db, await sealingKeyOf(secretKey));
  });

  it('sent again by hand it has the same webhook-id, and takes the place of the attempts that were still to come', async () => {
    const { path, id } = await add();
    out.receiver.answer(path, 500, 204);
    const first = await sendTriedTo(id);
    await deliver();
    await untilAttempts(first, 2);
    // Two press the button at once.
    const again = await Promise.all([
      resendDelivery(out.pipeline.db, 'acme', first),
      resendDelivery(out.pipeline.db, 'acme', first),
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
    const got = out.receiver.received(path);
    assert.equal(new Set(got.map(({ headers, body }) => `${headers['webhook-id']} ${body}`)).size, 1);
    assert.equal(await resendDelivery(out.pipeline.db, 'other', first), undefined);
    const dropped = (await deliveriesOf(id)).find(({ id }) => id === first);
    assert.deepEqual([dropped?.state, dropped?.attempts], ['dropped', 2]);
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
    assert.equal(got?.headers.host, `hooks.acme.test:${out.receiver.port}`);
    assert.deepEqual(asked, ['hooks.acme.test']);
    await sendTestTo(named.id);
    await eventually(async () => {
      const [last] = await deliveriesOf(named.id);
      assert.match(last?.last_error ?? '', /http is for allowed networks only/);
    });
    assert.equal(out.receiver.received(named.path).length, 1);
  });
});
