import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { WEBHOOK_EVENTS } from '../../../src/domain/webhooks.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import type { Db, Tx } from '../../../src/store/database/db.ts';
import { listDeliveries, sendTest } from '../../../src/store/webhooks/deliveries.ts';
import { addEndpoint, changeEndpoint } from '../../../src/store/webhooks/endpoints.ts';
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

  it('whoever adds, changes or removes an endpoint holds up no action of the workspace', async () => {
    const { id } = await add();
    const { db } = out.pipeline;
    const meanwhile = async (work: (tx: Tx) => Promise<unknown>) => {
      await db.transaction().execute(async (tx) => {
        await work(tx);
        const { actionId } = await createAction(db, newAction(TOUCH));
        assert.equal((await readRow(out.pipeline, actionId)).status, 'pending');
      });
    };
    // What these do, not yet committed.
    await meanwhile((tx) => tx.selectFrom('workspaces').select('id').forNoKeyUpdate().execute());
    await meanwhile((tx) => tx.updateTable('webhook_endpoints').set({ url: 'https://acme.test' }).execute());
    await meanwhile((tx) => tx.deleteFrom('webhook_endpoints').where('id', '=', id).execute());
  });

  it('of one action the later event has the later time, whichever change was begun first', async () => {
    await add();
    const { db } = out.pipeline;
    const row = await create(out.pipeline, TOUCH);
    const edit = (on: Db | Tx, version: number) =>
      on.updateTable('pending_autonomous_actions').set({ version }).where('id', '=', row.id).execute();
    await db.transaction().execute(async (tx) => {
      // It begins, and another one is faster.
      await sql`select now()`.execute(tx);
      await edit(db, 2);
      await edit(tx, 3);
      await edit(tx, 4);
    });
    const { rows } = await sql<{ version: number }>`
      select (data ->> 'version')::int as version from webhook_deliveries
      where action_id = ${row.id} order by occurred_at`.execute(db);
    assert.deepEqual(
      rows.map(({ version }) => version),
      [1, 2, 3, 4],
    );
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
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
    assert.equal(data.createdAt, (await readRow(out.pipeline, actionId)).created_at.toISOString());
  });
});
