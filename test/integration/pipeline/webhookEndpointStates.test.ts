import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { ENDPOINT_ATTEMPTS_AT_ONCE } from '../../../src/domain/webhooks.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { removeOldRows } from '../../../src/store/database/retention.ts';
import { beginAttempt, recordAttempt } from '../../../src/store/webhooks/attempts.ts';
import { listDeliveries, resendDelivery, sendTest } from '../../../src/store/webhooks/deliveries.ts';
import { changeEndpoint, removeEndpoint } from '../../../src/store/webhooks/endpoints.ts';
import { eventually } from '../../support/eventually.ts';
import { useOutgoingWebhooks } from '../../support/outgoingWebhooks.ts';
import { newAction, skipTime, TOUCH } from '../../support/pipeline.ts';

const GONE = { status: 410 };

describe('outgoing webhooks: endpoints that hang, are disabled, gone or removed', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const out = useOutgoingWebhooks();
  const { add, deliver, sendTestTo, sendTriedTo, deliveriesOf, untilAttempts, untilReceived } = out;

  const times = (count: number, work: () => Promise<unknown>) => Promise.all(Array.from({ length: count }, work));
  const change = (id: string, changes: Parameters<typeof changeEndpoint>[3]) =>
    changeEndpoint(out.pipeline.db, 'acme', id, changes, SYSTEM);
  const findEndpoint = (id: string) =>
    out.pipeline.db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const statesOf = async (id: string) => (await deliveriesOf(id)).map(({ state }) => state).sort();
  const lookNow = () => out.pipeline.db.updateTable('webhook_deliveries').set({ look_at: new Date() }).execute();

  it('one that hangs with hundreds of events holds so many attempts and no more, and others get theirs meanwhile', async () => {
    const [hanging, other] = [await add(), await add()];
    out.receiver.answer(hanging.path, 'never');
    await times(200, () => sendTestTo(hanging.id));
    await deliver({ timeoutMs: 40_000 });
    await untilReceived(hanging.path, ENDPOINT_ATTEMPTS_AT_ONCE);
    await times(20, () => sendTestTo(other.id));
    await untilReceived(other.path, 20);
    // Had they waited for attempts that hang, as many others would hang by now.
    assert.equal(out.receiver.received(hanging.path).length, ENDPOINT_ATTEMPTS_AT_ONCE);
    const rows = await out.pipeline.db
      .selectFrom('webhook_deliveries')
      .select('attempts')
      .where('endpoint_id', '=', hanging.id)
      .execute();
    // Having had to wait is no attempt.
    assert.deepEqual([...new Set(rows.map(({ attempts }) => attempts))], [0]);
  });

  it('one that hangs is attempted with each event all the same', async () => {
    const { id, path } = await add();
    out.receiver.answer(path, 'never');
    await times(12, () => sendTestTo(id));
    await deliver({ timeoutMs: 500 });
    await eventually(async () =>
      assert.deepEqual(
        (await deliveriesOf(id)).map(({ attempts, last_error }) => [attempts > 0, last_error]),
        Array.from({ length: 12 }, () => [true, 'no answer within 0.5 s']),
      ),
    );
  });

  it('while one is disabled nothing is sent there; what waited waits, and is sent once it is enabled, with the attempts it had', async () => {
    const { id, path } = await add();
    out.receiver.answer(path, 500);
    const tried = await sendTriedTo(id);
    await deliver();
    await untilAttempts(tried, 2);
    await out.pipeline.db.transaction().execute(async (tx) => {
      // Made a moment before, and seen by nobody until it is disabled.
      await createAction(tx, newAction(TOUCH));
      await change(id, { enabled: false });
    });
    await createAction(out.pipeline.db, newAction(TOUCH));
    await eventually(() => skipTime(out.pipeline, `webhook/${tried}`));
    await out.pipeline.client.workflow.getHandle(`webhook/${tried}`).result();
    await lookNow();
    const other = await add();
    await sendTestTo(other.id);
    await untilReceived(other.path, 1);
    assert.deepEqual(await statesOf(id), ['new', 'new']);
    assert.equal(out.receiver.received(path).length, 1);

    out.receiver.answer(path, 204);
    await change(id, { enabled: true });
    await untilReceived(path, 3);
    await eventually(async () => assert.deepEqual(await statesOf(id), ['delivered', 'delivered']));
    assert.equal((await deliveriesOf(id)).find((delivery) => delivery.id === tried)?.attempts, 3);
  });

  it('410 disables it, which the security trail tells; what waits waits, the event that it answered so included', async () => {
    const { path, id } = await add();
    const { db } = out.pipeline;
    out.receiver.answer(path, 500, 410);
    const waiting = await sendTriedTo(id);
    await deliver();
    await untilAttempts(waiting, 2);
    const refused = await sendTestTo(id);
    await untilAttempts(refused, 1);
    assert.equal((await findEndpoint(id)).disabled_reason, 'gone');
    const trail = await db
      .selectFrom('security_trail')
      .selectAll()
      .where('event', '=', 'webhook_endpoint_gone')
      .execute();
    const told = trail.filter(({ detail }) => detail.endpointId === id);
    assert.deepEqual(
      told.map(({ workspace_id, channel }) => [workspace_id, channel]),
      [['acme', 'system']],
    );
    for (const delivery of [waiting, refused]) {
      await eventually(() => skipTime(out.pipeline, `webhook/${delivery}`));
      await out.pipeline.client.workflow.getHandle(`webhook/${delivery}`).result();
    }
    assert.deepEqual(await statesOf(id), ['new', 'new']);
    await createAction(db, newAction(TOUCH));
    await assert.rejects(sendTest(db, 'acme', id), /disabled/);
    assert.equal((await deliveriesOf(id)).length, 2);
    assert.equal(out.receiver.received(path).length, 2);
  });

  it('410 says it of the address that was sent to: one that was changed meanwhile stays enabled, and the event goes there', async () => {
    const { id } = await add();
    const { db } = out.pipeline;
    const deliveryId = await sendTestTo(id);
    const attempt = await beginAttempt(db, deliveryId);
    assert.ok(attempt !== undefined && attempt !== 'busy');
    await change(id, { url: 'https://elsewhere.acme.test/' });
    assert.ok((await recordAttempt(db, deliveryId, attempt.url, GONE, 0)) !== undefined);
    assert.equal((await findEndpoint(id)).disabled_at, null);
    const later = await beginAttempt(db, deliveryId);
    assert.ok(later !== undefined && later !== 'busy');
    assert.equal(later.url, 'https://elsewhere.acme.test/');
    await recordAttempt(db, deliveryId, later.url, GONE, 0);
    assert.equal((await findEndpoint(id)).disabled_reason, 'gone');
  });

  it('whoever is told 410 while somebody sends again waits for him, and neither is given up for the other', async () => {
    const { id } = await add();
    const { db } = out.pipeline;
    const deliveryId = await sendTestTo(id);
    const attempt = await beginAttempt(db, deliveryId);
    assert.ok(attempt !== undefined && attempt !== 'busy');
    let recording: Promise<unknown> | undefined;
    await db.transaction().execute(async (tx) => {
      await tx.selectFrom('webhook_endpoints').select('id').where('id', '=', id).forNoKeyUpdate().execute();
      recording = recordAttempt(db, deliveryId, attempt.url, GONE, 0);
      await eventually(async () => {
        const { rows } = await sql<{ waits: boolean }>`select exists (select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock') as waits`.execute(db);
        assert.equal(rows[0]?.waits, true);
      });
      await tx.updateTable('webhook_deliveries').set({ state: 'dropped' }).where('id', '=', deliveryId).execute();
    });
    await recording;
    assert.deepEqual(await statesOf(id), ['dropped']);
  });

  it('one that is removed is sent nothing more, also where a delivery waits for its next attempt', async () => {
    const { path, id } = await add();
    out.receiver.answer(path, 500);
    const deliveryId = await sendTriedTo(id);
    await deliver();
    await untilAttempts(deliveryId, 2);
    assert.equal(await removeEndpoint(out.pipeline.db, 'acme', id, SYSTEM), true);
    await eventually(() => skipTime(out.pipeline, `webhook/${deliveryId}`));
    await out.pipeline.client.workflow.getHandle(`webhook/${deliveryId}`).result();
    await lookNow();
    const other = await add();
    await sendTestTo(other.id);
    await untilReceived(other.path, 1);
    assert.equal(out.receiver.received(path).length, 1);
  });

  it('one is removed at once, whatever it was sent: nobody sees that any more, and it is removed in batches', async () => {
    const { id } = await add();
    const { db } = out.pipeline;
    await sql`insert into webhook_deliveries (workspace_id, endpoint_id, event_id, type, data, state)
      select 'acme', ${id}, gen_random_uuid(), 'webhook.test', '{}', case when n % 2 = 0 then 'new' else 'failed' end
      from generate_series(1, 30000) as n`.execute(db);
    const [{ id: deliveryId = '' } = {}] = await deliveriesOf(id);
    const beganMs = Date.now();
    assert.equal(await removeEndpoint(db, 'acme', id, SYSTEM), true);
    const tookMs = Date.now() - beganMs;
    const left = async () => {
      const { rows } = await sql<{ count: number }>`select count(*)::int from webhook_deliveries`.execute(db);
      return rows[0]?.count;
    };
    assert.equal(await left(), 30_000);
    assert.equal(await listDeliveries(db, 'acme', id, { limit: 1 }), undefined);
    assert.equal(await resendDelivery(db, 'acme', deliveryId), undefined);
    const kept = await add();
    await sendTestTo(kept.id);
    await removeOldRows(db);
    assert.equal(await left(), 1);
    assert.ok(tookMs < 1_000, `${tookMs} ms`);
  });
});
