import assert from 'node:assert/strict';
import type { Command, Wake } from '../../../src/domain/decide.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { decideAction } from '../../../src/store/decisions/decideAction.ts';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { startActionWorkflow } from '../../../src/temporal/tellWorkflow.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  addRep,
  auditOf,
  automatic,
  changeSettings,
  create,
  decide,
  mailsOf,
  newAction,
  type Pipeline,
  readRow,
  refusedFor,
  resultOf,
  skipTime,
  startPipeline,
  TOUCH,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

const HOUR_MS = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('an approval with an undo window', () => {
  let pipeline: Pipeline;
  const crm = scriptedCrm();
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: crm.crms });
  });
  after(() => pipeline.stop());

  /** Waits until the row shows the approval, as the API does before it answers. */
  async function untilScheduled(actionId: string) {
    return eventually(async () => {
      const row = await readRow(pipeline, actionId);
      assert.ok(row.scheduled_approval !== null, 'the approval is not recorded yet');
      return row;
    });
  }
  const kindsOf = async (actionId: string) =>
    (await auditOf(pipeline, actionId)).map(({ command, accepted, by, to }) => [command, accepted, by, to]);

  it('leaves the action pending, sends nothing, and executes it once the window has passed', async () => {
    const row = await create(pipeline);
    assert.ok((await decide(pipeline, row, 'approve', { undoSeconds: 60, version: 1 })).accepted);
    const waiting = await untilScheduled(row.id);
    assert.deepEqual([waiting.status, waiting.executing_at, waiting.decided_by], ['pending', null, null]);
    assert.equal(waiting.scheduled_approval?.by, 'ana');
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);

    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    const executed = await readRow(pipeline, row.id);
    assert.deepEqual([executed.decision, executed.decided_by, executed.scheduled_approval], ['approve', 'ana', null]);
    assert.deepEqual(await kindsOf(row.id), [
      ['create', true, null, 'pending'],
      ['schedule', true, 'ana', null],
      ['approve', true, 'ana', 'approved'],
      ['execute', true, null, 'executed'],
    ]);
  });

  it('undone, nothing is sent and the action waits as before', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    assert.ok((await decide(pipeline, row, 'undo', { version: 1 })).accepted);
    await eventually(async () => assert.equal((await kindsOf(row.id)).at(-1)?.[0], 'undo'));
    const open = await readRow(pipeline, row.id);
    assert.deepEqual([open.status, open.scheduled_approval, open.version], ['pending', null, 1]);
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);
  });

  it('an edit that came with it survives the undo', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'approve', { undoSeconds: 600, version: 1, params: { subject: 'Edited' } });
    assert.equal((await untilScheduled(row.id)).version, 2);
    await decide(pipeline, row, 'undo', { version: 2 });
    await eventually(async () => assert.equal((await readRow(pipeline, row.id)).scheduled_approval, null));
    assert.equal((await readRow(pipeline, row.id)).action_params.subject, 'Edited');
    assert.ok((await decide(pipeline, row, 'approve', { version: 2 })).accepted);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await mailsOf(pipeline, row.id))[0]?.subject, 'Edited');
  });

  it('an edit voids it, so that nobody sends what nobody has approved', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await decide(pipeline, row, 'edit', { version: 1, params: { subject: 'Other' } });
    const edited = await eventually(async () => {
      const now = await readRow(pipeline, row.id);
      assert.equal(now.version, 2);
      return now;
    });
    assert.equal(edited.scheduled_approval, null);
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
  });

  it('an edit that is refused changes nothing: the approval stands', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    const refused = await decide(pipeline, row, 'edit', { params: { nonsense: true } });
    assert.equal(!refused.accepted && refused.refusal.type, 'invalid-params');
    assert.ok((await readRow(pipeline, row.id)).scheduled_approval);
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
  });

  it('undone or edited after its automatic execution has become due, the action asks again instead of leaving', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    for (const type of ['undo', 'edit'] as const) {
      const row = await create(pipeline, { ...TOUCH, userId });
      await decide(pipeline, row, 'approve', { undoSeconds: 600 });
      await pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ auto_execute_at: inMs(-1_000) })
        .where('id', '=', row.id)
        .execute();
      await decide(pipeline, row, type, type === 'edit' ? { params: { subject: 'Other' } } : {});
      assert.equal((await readRow(pipeline, row.id)).auto_execute_at, null);
      await skipTime(pipeline, row.workflow_id);
      assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    }
  });

  it('a cancel voids it, an approval without a window executes at once', async () => {
    const [cancelled, hurried] = [await create(pipeline), await create(pipeline, TOUCH)];
    await decide(pipeline, cancelled, 'approve', { undoSeconds: 600 });
    await decide(pipeline, cancelled, 'cancel', { reason: 'Wrong contact' });
    assert.deepEqual(await resultOf(pipeline, cancelled), { outcome: 'cancelled' });
    assert.equal((await readRow(pipeline, cancelled.id)).scheduled_approval, null);

    await decide(pipeline, hurried, 'approve', { undoSeconds: 600 });
    await decide(pipeline, hurried, 'approve', { by: 'mia' });
    assert.deepEqual(await resultOf(pipeline, hurried), { outcome: 'executed' });
    assert.equal((await readRow(pipeline, hurried.id)).decided_by, 'mia');
  });

  it('meanwhile it neither executes by itself nor is rescheduled, and after it no undo is taken', async () => {
    const userId = await addRep(pipeline, automatic('log_touch', 0));
    const { actionId } = await createAction(pipeline.db, newAction({ ...TOUCH, userId }));
    // Due the moment that it begins, had the approval not been there first.
    const approval = { ...knownUser('mia'), type: 'approve', id: 'first', undoSeconds: 600 } as const;
    assert.ok((await decideAction(pipeline.db, actionId, approval, pipeline)).accepted);
    const row = await readRow(pipeline, actionId);
    await startActionWorkflow(pipeline.client, pipeline.taskQueue, row);
    const refused = await decide(pipeline, row, 'reschedule', { autoExecuteAt: null });
    assert.equal(!refused.accepted && refused.refusal.type, 'approval-scheduled');
    assert.equal((await readRow(pipeline, actionId)).status, 'pending');

    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    const { decision, decided_by } = await readRow(pipeline, actionId);
    assert.deepEqual([decision, decided_by], ['approve', 'mia'], 'as approved, though its workflow was lost meanwhile');
    const late = await decide(pipeline, row, 'undo');
    assert.equal(!late.accepted && late.refusal.type, 'already-decided');
  });

  it('what cannot execute is refused, and schedules nothing', async () => {
    const row = await create(pipeline, { params: { subject: 'Hello', body: 'Hello', urgency: 'normal' } });
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await eventually(async () => {
      const refused = (await auditOf(pipeline, row.id)).find(({ accepted }) => !accepted);
      assert.equal(refusedFor(refused), 'not-executable');
    });
    assert.equal((await readRow(pipeline, row.id)).scheduled_approval, null);
    const undo = await decide(pipeline, row, 'undo');
    assert.equal(!undo.accepted && undo.refusal.type, 'not-scheduled', 'the workflow knows it too');
    await decide(pipeline, row, 'cancel');
  });

  it('what has become impossible within the window is not sent, and waits for a decision again', async () => {
    const contactEmail = 'unsubscribed-meanwhile@acme.test';
    const row = await create(pipeline, {
      params: { subject: 'Hello', body: 'Hello', contactEmail, urgency: 'normal' },
    });
    await decide(pipeline, row, 'approve', { undoSeconds: 600 });
    await untilScheduled(row.id);
    await pipeline.db.insertInto('suppressions').values({ workspace_id: 'acme', address: contactEmail }).execute();
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' }, 'it went on waiting');
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
    const refused = (await auditOf(pipeline, row.id)).find(({ accepted }) => !accepted);
    assert.deepEqual([refused?.command, refusedFor(refused)], ['approve', 'not-executable']);
  });

  it('an approval that is refused when its window has passed leaves nothing of itself in the row', async () => {
    const contactEmail = 'unsubscribed-then@acme.test';
    const params = { subject: 'Hello', body: 'Hello', contactEmail, urgency: 'normal' as const };
    const { actionId } = await createAction(pipeline.db, newAction({ params }));
    const approval: Command = { ...knownUser('ana'), type: 'approve', id: 'a', at: inMs(0), undoSeconds: 600 };
    assert.ok((await decideAction(pipeline.db, actionId, approval, pipeline)).accepted);
    await pipeline.db.insertInto('suppressions').values({ workspace_id: 'acme', address: contactEmail }).execute();
    const atMs = Date.parse(inMs(601_000));
    const claim = await claimExecution(pipeline.db, actionId, { ...pipeline, atMs, leaseMs: 60_000 });
    assert.equal(claim.kind === 'deferred' && claim.wake.what, 'expire');
    const row = await readRow(pipeline, actionId);
    assert.deepEqual([row.status, row.scheduled_approval], ['pending', null]);
  });

  it('is also a signal, as is undo', async () => {
    const row = await create(pipeline);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    await handle.signal('approve', { by: 'ana', undoSeconds: 600 });
    assert.equal((await untilScheduled(row.id)).scheduled_approval?.channel, 'temporal');
    await handle.signal('undo', { by: 'ana' });
    await eventually(async () => assert.equal((await readRow(pipeline, row.id)).scheduled_approval, null));
    await decide(pipeline, row, 'cancel');
  });
});

describe('reschedule', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: scriptedCrm().crms });
  });
  after(() => pipeline.stop());

  it('moves the automatic execution, and the workflow acts at the new time', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    const autoExecuteAt = inMs(5 * HOUR_MS);
    assert.ok((await decide(pipeline, row, 'reschedule', { autoExecuteAt, version: 1 })).accepted);
    const moved = await eventually(async () => {
      const now = await readRow(pipeline, row.id);
      assert.equal(now.auto_execute_at?.toISOString(), autoExecuteAt);
      return now;
    });
    assert.equal(moved.version, 1);
    await eventually(async () => {
      const wake = await pipeline.client.workflow.getHandle(row.workflow_id).query<Wake>('wake');
      assert.deepEqual(wake, { what: 'auto_execute', atMs: Date.parse(autoExecuteAt) });
    });
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    const entry = (await auditOf(pipeline, row.id)).find(({ command }) => command === 'reschedule');
    assert.deepEqual(entry?.changes, {
      autoExecuteAt: { from: row.auto_execute_at?.toISOString(), to: autoExecuteAt },
    });
  });

  it('held, the action waits until somebody decides or it expires, at the extended time', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    const expiresAt = inMs(20 * 24 * HOUR_MS);
    await decide(pipeline, row, 'reschedule', { autoExecuteAt: null, expiresAt });
    await eventually(async () => {
      const now = await readRow(pipeline, row.id);
      assert.deepEqual([now.auto_execute_at, now.expires_at.toISOString()], [null, expiresAt]);
    });
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    assert.equal((await readRow(pipeline, row.id)).status, 'expired');
  });

  it('refuses an automatic execution that the settings have switched off, and changes nothing', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    await changeSettings(pipeline.db, userId, {});
    await decide(pipeline, row, 'reschedule', { autoExecuteAt: inMs(5 * HOUR_MS) });
    await eventually(async () => {
      const refused = (await auditOf(pipeline, row.id)).find(({ accepted }) => !accepted);
      assert.equal(refusedFor(refused), 'auto-execute-off');
    });
    assert.deepEqual((await readRow(pipeline, row.id)).auto_execute_at, row.auto_execute_at, 'as it was');
    await decide(pipeline, row, 'cancel');
  });

  it('refuses the past and what lies beyond 30 days from the creation, and changes nothing', async () => {
    const row = await create(pipeline, TOUCH);
    for (const times of [{ expiresAt: inMs(-1_000) }, { expiresAt: inMs(31 * 24 * HOUR_MS) }]) {
      const reply = await decide(pipeline, row, 'reschedule', times);
      assert.equal(!reply.accepted && reply.refusal.type, 'invalid-schedule');
    }
    assert.deepEqual((await readRow(pipeline, row.id)).expires_at, row.expires_at);
    await decide(pipeline, row, 'cancel');
  });
});
