/** Emails that their workspace's send window puts off although they were approved, or had begun. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { markSending } from '../../../src/store/execution/deliveries.ts';
import { recordFailed } from '../../../src/store/execution/settle.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  auditOf,
  automatic,
  changeSettings,
  commandsOf,
  create,
  decide,
  deliveryOf,
  type Pipeline,
  readRow,
  startPipeline,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';
import { changeWorkspace, DAILY_WINDOW, NIGHT, NOON, nextNine, to } from '../../support/sendingRules.ts';

const MINUTE_MS = 60_000;

describe('what a send window puts off', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });
  beforeEach(() => changeWorkspace(pipeline.db, DAILY_WINDOW));
  after(() => pipeline.stop());

  it('is judged again when it leaves: a worker that comes back at night waits for the morning', async () => {
    const zone = NOON();
    const row = await create(pipeline, to(zone));
    const { row: approved } = await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    assert.equal(approved.scheduled_approval?.waits, undefined, 'it would leave in ten minutes');
    // As Postgres's clock says it when the worker is back.
    const nightMs = Date.now() + 12 * 60 * MINUTE_MS;
    const claim = await claimExecution(pipeline.db, row.id, { ...pipeline, atMs: nightMs, leaseMs: 60_000 });
    const nine = nextNine(zone, nightMs);
    assert.deepEqual(claim, { kind: 'deferred', wake: { what: 'window_passed', atMs: Date.parse(nine) } });
    const waiting = await readRow(pipeline, row.id);
    assert.deepEqual(waiting.scheduled_approval?.waits, { why: 'window', timeZone: zone });
    const entry = (await auditOf(pipeline, row.id)).at(-1);
    assert.deepEqual([entry?.command, entry?.message], ['postpone', `the contact is not at work: leaves at ${nine}`]);
    assert.ok((await decide(pipeline, row, 'undo')).accepted, 'and can be undone until then');
    await decide(pipeline, row, 'cancel');
  });

  it('is kept by an attempt that takes over another one’s at night', async () => {
    const zone = NOON();
    const row = await create(pipeline, to(zone));
    const atMs = Date.now();
    await pipeline.stopWorkers();
    await decide(pipeline, row, 'approve');
    const options = { ...pipeline, leaseMs: 60_000 };
    assert.equal((await claimExecution(pipeline.db, row.id, { ...options, atMs })).kind, 'claimed');
    const nightMs = atMs + 12 * 60 * MINUTE_MS;
    const night = await claimExecution(pipeline.db, row.id, { ...options, atMs: nightMs });
    const nine = Date.parse(nextNine(zone, nightMs));
    assert.deepEqual(night, { kind: 'deferred', wake: { what: 'window_passed', atMs: nine } });
    const { status, scheduled_approval: approval } = await readRow(pipeline, row.id);
    assert.deepEqual([status, approval?.by, approval?.waits?.why], ['pending', 'ana', 'window'], 'as approved before');
    const morning = await claimExecution(pipeline.db, row.id, { ...options, atMs: nine });
    assert.equal(morning.kind === 'claimed' && morning.attempt, 3, 'the one that was put off records nothing');
    assert.deepEqual(await commandsOf(pipeline, row.id), ['create', 'schedule', 'approve', 'postpone', 'approve']);
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });

  it('what had begun, surely not left and waits for it can be undone, cancelled and edited as before it began', async () => {
    const zone = NOON();
    await pipeline.stopWorkers();
    const nightMs = Date.now() + 12 * 60 * MINUTE_MS;
    for (const decision of ['cancel', 'undo', 'edit'] as const) {
      const { row, newer } = await triedUntilNight(zone, nightMs);
      assert.equal((await decide(pipeline, row, decision, { params: { body: 'Another day' } })).accepted, true);
      const after = await readRow(pipeline, row.id);
      assert.deepEqual(
        [after.status, after.scheduled_approval],
        [decision === 'cancel' ? 'cancelled' : 'pending', null],
      );
      const claim = await claimExecution(pipeline.db, row.id, { ...pipeline, leaseMs: 60_000, atMs: nightMs });
      assert.notEqual(claim.kind, 'claimed');
      assert.equal((await readRow(pipeline, newer.id)).status, 'pending');
    }
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });

  it('keeps nothing that is just leaving: an attempt that passes the fence meanwhile is asked about', async () => {
    const options = { ...pipeline, leaseMs: 60_000 };
    await pipeline.stopWorkers();
    const row = await create(pipeline, to(NOON()));
    await decide(pipeline, row, 'approve');
    assert.equal((await claimExecution(pipeline.db, row.id, { ...options, atMs: Date.now() })).kind, 'claimed');
    const nightMs = Date.now() + 12 * 60 * MINUTE_MS;
    let takingOver: ReturnType<typeof claimExecution> | undefined;
    await pipeline.db.transaction().execute(async (tx) => {
      await markSending(tx, row.id, 1, 60_000);
      takingOver = claimExecution(pipeline.db, row.id, { ...options, atMs: nightMs });
      await eventually(async () => {
        const { rows } = await sql`select from pg_locks where not granted`.execute(tx);
        assert.ok(rows.length > 0, 'it waits for the fence');
      });
    });
    const claim = await takingOver;
    assert.equal(claim?.kind === 'claimed' && claim.inDoubt, true);
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });

  it('what was put off begins anew in every respect: for screens, for reminders, in its time for trying, and for an attempt that had stopped', async () => {
    await pipeline.stopWorkers();
    const zone = NOON();
    const nightMs = Date.now() + 12 * 60 * MINUTE_MS;
    const { row } = await triedUntilNight(zone, nightMs);
    const of = (table: 'events' | 'tellings') =>
      pipeline.db.selectFrom(table).selectAll().where('action_id', '=', row.id).execute();
    assert.equal((await of('tellings')).length, 1, 'somebody may have to be reminded');
    assert.ok((await of('events')).some((event) => 'type' in event && event.type === 'action.waits_again'));
    const failure = { kind: 'permanent', message: 'refused' } as const;
    await assert.rejects(recordFailed(pipeline.db, row.id, 1, failure, 'refused'), /lost its claim/);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');

    await pipeline.db
      .updateTable('deliveries')
      .set({ first_claimed_at: new Date(0), send_now: true })
      .where('action_id', '=', row.id)
      .execute();
    await decide(pipeline, row, 'undo');
    await decide(pipeline, row, 'approve');
    assert.equal(
      (await claimExecution(pipeline.db, row.id, { ...pipeline, leaseMs: 60_000, atMs: Date.now() })).kind,
      'claimed',
    );
    const { first_claimed_at, send_now } = await deliveryOf(pipeline, row.id);
    assert.ok(first_claimed_at.getTime() > Date.now() - MINUTE_MS);
    assert.equal(send_now, false, 'an earlier “send now” is no later one');
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });

  it('set after an approval it holds for its first attempt, too; an execution by itself then asks a person where it would expire', async () => {
    const options = { ...pipeline, leaseMs: 60_000, atMs: Date.now() };
    await pipeline.stopWorkers();
    await changeWorkspace(pipeline.db, {});
    const approved = await create(pipeline, to(NIGHT()));
    await decide(pipeline, approved, 'approve');
    assert.equal((await readRow(pipeline, approved.id)).status, 'approved');
    const unknown = await create(pipeline, to('Mars/Olympus_Mons'));
    await decide(pipeline, unknown, 'approve');
    assert.equal((await claimExecution(pipeline.db, unknown.id, options)).kind, 'claimed');
    const userId = await addRep(pipeline);
    await changeSettings(pipeline.db, userId, automatic('send_email', 1));
    const itself = await create(pipeline, { userId, ...to(NOON()) });
    const dueMs = Date.now() + 2 * MINUTE_MS;
    assert.equal((await claimExecution(pipeline.db, itself.id, { ...options, atMs: dueMs })).kind, 'claimed');

    await changeWorkspace(pipeline.db, DAILY_WINDOW);
    assert.equal((await claimExecution(pipeline.db, approved.id, options)).kind, 'deferred');
    assert.equal((await readRow(pipeline, approved.id)).scheduled_approval?.waits?.why, 'window');
    await claimExecution(pipeline.db, unknown.id, options);
    const held = await readRow(pipeline, unknown.id);
    assert.deepEqual([held.status, held.scheduled_approval, held.decided_by], ['pending', null, null]);
    assert.match((await auditOf(pipeline, unknown.id)).at(-1)?.message ?? '', /time zone/);
    assert.equal((await deliveryOf(pipeline, unknown.id)).state, 'free', 'its attempt passes no fence any more');
    const night = { ...options, atMs: Date.now() + 12 * 60 * MINUTE_MS };
    assert.equal((await claimExecution(pipeline.db, itself.id, night)).kind, 'deferred');
    const waits = await readRow(pipeline, itself.id);
    assert.equal(waits.auto_execute_at?.toISOString(), nextNine(NOON(), night.atMs));
    assert.deepEqual([waits.status, waits.executing_at], ['pending', null]);
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });

  it('outlives the expiry of what waits for it: undone or edited then, it asks for another day', async () => {
    for (const decision of ['undo', 'edit'] as const) {
      const row = await create(pipeline, to(NIGHT()));
      await decide(pipeline, row, 'approve');
      const expiredAt = new Date(Date.now() - MINUTE_MS);
      await pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ expires_at: expiredAt })
        .where('id', '=', row.id)
        .execute();
      const decided = await decide(pipeline, row, decision, { params: { body: 'Another day' } });
      const dayMs = decided.row.expires_at.getTime() - Date.now();
      assert.ok(decided.accepted && dayMs > 23 * 60 * MINUTE_MS && dayMs <= 24 * 60 * MINUTE_MS);
      const { changes } = decided.entry;
      assert.deepEqual((changes as { expiresAt?: unknown }).expiresAt, {
        from: expiredAt.toISOString(),
        to: decided.row.expires_at.toISOString(),
      });
      await pipeline.client.workflow.getHandle(row.workflow_id).signal('look');
      assert.equal((await readRow(pipeline, row.id)).status, 'pending');
      await decide(pipeline, row, 'cancel');
    }
  });

  /** An email whose first attempt came to nothing by day, and whose next one is put off at night; meanwhile its situation has come again. */
  async function triedUntilNight(zone: string, nightMs: number) {
    const about = { ...to(zone), dealId: `night-${Math.random()}` };
    const row = await create(pipeline, about);
    await decide(pipeline, row, 'approve');
    const options = { ...pipeline, leaseMs: 60_000 };
    assert.equal((await claimExecution(pipeline.db, row.id, { ...options, atMs: Date.now() })).kind, 'claimed');
    const newer = await create(pipeline, about);
    assert.equal(newer.dedup_key, row.dedup_key);
    assert.equal((await claimExecution(pipeline.db, row.id, { ...options, atMs: nightMs })).kind, 'deferred');
    return { row, newer };
  }
});
