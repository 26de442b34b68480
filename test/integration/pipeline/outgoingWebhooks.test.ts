import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { WEBHOOK_EVENTS } from '../../../src/domain/webhooks.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { listDeliveries, sendTest } from '../../../src/store/webhooks/deliveries.ts';
import { addEndpoint, changeEndpoint } from '../../../src/store/webhooks/endpoints.ts';
import { eventually } from '../../support/eventually.ts';
import { useOutgoingWebhooks } from '../../support/outgoingWebhooks.ts';
import { addRep, create, decide, newAction, readRow, TOUCH, untilStatus } from '../../support/pipeline.ts';
import { verified } from '../../support/webhookReceiver.ts';

describe('outgoing webhooks: what is sent, and to whom', function () {
  this.timeout(120_000);
  this.slow(10_000);
  const out = useOutgoingWebhooks();
  const { add, deliver, deliveriesOf, untilReceived } = out;

  const typesTo = (path: string, secret: string) =>
    out.receiver.received(path).map((each) => verified(each, secret).type);

  it('a signed CloudEvent arrives, which the library takes with the endpoint’s secret and with no other', async () => {
    const { path, secret } = await add({ eventTypes: ['action.pending'] });
    await deliver();
    const row = await create(out.pipeline, TOUCH);
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
    const row = await create(out.pipeline);
    const params = { subject: 'Edited subject' };
    assert.ok((await decide(out.pipeline, row, 'edit', { params })).accepted);
    assert.ok((await decide(out.pipeline, row, 'cancel', { reason: 'Sarah has left' })).accepted);
    const all = JSON.stringify(await untilReceived(path, 3));
    for (const told of ['sarah', 'Following up', 'Shall we talk', 'Edited subject', 'has left', 'Acme Corp', '25 %'])
      assert.ok(!all.includes(told), told);
  });

  it('each step of an action’s life arrives once, by its own name', async () => {
    const { path, secret } = await add();
    await deliver();
    const approved = await create(out.pipeline, TOUCH);
    assert.ok((await decide(out.pipeline, approved, 'edit', { params: { subject: 'Met again' } })).accepted);
    assert.ok((await decide(out.pipeline, approved, 'approve')).accepted);
    await untilStatus(out.pipeline, approved.id, 'executed');
    const steps = ['action.approved', 'action.edited', 'action.executed', 'action.pending'];
    await untilReceived(path, steps.length);
    assert.deepEqual(typesTo(path, secret).sort(), steps);

    const cancelled = await create(out.pipeline, TOUCH);
    assert.ok((await decide(out.pipeline, cancelled, 'cancel', { reason: 'no' })).accepted);
    const ben = await addRep(out.pipeline);
    const failing = await create(out.pipeline, { ...TOUCH, userId: ben });
    const { db } = out.pipeline;
    const set = (id: string, change: object) =>
      db.updateTable('pending_autonomous_actions').set(change).where('id', '=', id).execute();
    await set(failing.id, {
      status: 'failed',
      failure: JSON.stringify({ kind: 'permanent', message: 'Sarah said no' }),
    });
    const expiring = await create(out.pipeline, TOUCH);
    await set(expiring.id, { status: 'expired' });
    await untilReceived(path, steps.length + 6);
    const later = typesTo(path, secret).slice(steps.length).sort();
    const pending = ['action.pending', 'action.pending', 'action.pending'];
    assert.deepEqual(later, ['action.cancelled', 'action.expired', 'action.failed', ...pending]);
    const failed = out.receiver.received(path).find(({ body }) => body.includes('action.failed'));
    assert.match(failed?.body ?? '', /"failureKind":"permanent"/);
    assert.doesNotMatch(failed?.body ?? '', /said no/);
  });

  it('a change that is no step, such as a snooze or a postponement, sends nothing', async () => {
    const { id } = await add();
    const { actionId } = await createAction(out.pipeline.db, newAction(TOUCH));
    const change = { snoozed_until: new Date(), expires_at: new Date(Date.now() + 86_400_000) };
    await out.pipeline.db.updateTable('pending_autonomous_actions').set(change).where('id', '=', actionId).execute();
    assert.deepEqual(
      (await deliveriesOf(id)).map(({ type }) => type),
      ['action.pending'],
    );
  });

  it('goes to the endpoints of the action’s workspace that are enabled and asked for it, and to no other', async () => {
    const { db } = out.pipeline;
    await db
      .insertInto('workspaces')
      .values({ id: 'other', name: 'Other' })
      .onConflict((c) => c.doNothing())
      .execute();
    const wanted = await add({ eventTypes: ['action.pending'] });
    const otherType = await add({ eventTypes: ['action.failed'] });
    const disabled = await add();
    await changeEndpoint(db, 'acme', disabled.id, { enabled: false }, SYSTEM);
    const url = out.receiver.url('/foreign');
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
    const { db } = out.pipeline;
    const undone = db.transaction().execute(async (tx) => {
      await createAction(tx, newAction(TOUCH));
      throw new Error('undone');
    });
    await assert.rejects(undone, /^Error: undone$/);
    assert.deepEqual(await deliveriesOf(id), []);
  });

  it('an endpoint that is removed at the moment an action is made fails nothing of the action', async () => {
    const { id } = await add();
    const { db } = out.pipeline;
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
    assert.equal((await readRow(out.pipeline, actionId)).status, 'pending');
  });

  it('is a CloudEvent with all that it has to have, and times in UTC', async () => {
    const { path } = await add();
    await deliver();
    const { actionId } = await createAction(out.pipeline.db, newAction(TOUCH));
    const [got] = await untilReceived(path, 1);
    const { specversion, id, source, type, subject, time, datacontenttype, data, ...rest } = JSON.parse(
      got?.body ?? '',
    );
    assert.deepEqual(rest, {});
    for (const text of [id, source, type]) assert.ok(typeof text === 'string' && text.length > 0);
    assert.deepEqual([specversion, subject, datacontenttype], ['1.0', actionId, 'application/json']);
    assert.equal(new Date(time).toISOString(), time);
    assert.equal(data.createdAt, (await readRow(out.pipeline, actionId)).created_at.toISOString());
  });
});
