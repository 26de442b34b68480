import assert from 'node:assert/strict';
import {
  addRep,
  auditOf,
  automatic,
  changeSettings,
  create,
  decide,
  deliveryOf,
  mailsOf,
  type Pipeline,
  readRow,
  resultOf,
  skipTime,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';

describe('the lifecycle of an action', () => {
  let pipeline: Pipeline;

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
  });
  after(() => pipeline.stop());

  const transitions = async (actionId: string) =>
    (await auditOf(pipeline, actionId)).map(({ command, from, to }) => [command, from, to]);

  it('approve executes once: one email with the deterministic Message-ID, executed in row, ledger and workflow', async () => {
    const row = await create(pipeline);
    assert.ok((await decide(pipeline, row, 'approve')).accepted);
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.decided_by, 'ana');
    assert.equal(executed.decision_channel, 'api');
    assert.ok(executed.executed_at);
    const mails = await mailsOf(pipeline, row.id);
    assert.deepEqual(
      mails.map(({ messageId, subject }) => [messageId, subject]),
      [[`<${row.id}.1@signoff.test>`, 'Following up']],
    );
    assert.equal((await deliveryOf(pipeline, row.id)).state, 'done');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.deepEqual(await transitions(row.id), [
      ['create', null, 'pending'],
      ['approve', 'pending', 'approved'],
      ['execute', 'approved', 'executed'],
    ]);
  });

  it('cancel discards with its reason and nothing is sent', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'cancel', { reason: 'already spoke to her' });
    const cancelled = await untilStatus(pipeline, row.id, 'cancelled');
    assert.equal(cancelled.cancel_reason, 'already spoke to her');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'cancelled' });
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
  });

  it('what is executed is what was edited last, and the original stays readable', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'edit', { version: 1, params: { subject: 'First thought' } });
    await decide(pipeline, row, 'edit', { params: { subject: 'Second thought' } });
    await decide(pipeline, row, 'approve');
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.version, 3);
    assert.equal(executed.action_params.subject, 'Second thought');
    assert.equal(executed.original_params.subject, 'Following up');
    const [mail] = await mailsOf(pipeline, row.id);
    assert.equal(mail?.subject, 'Second thought');
    assert.equal(mail?.messageId, `<${row.id}.3@signoff.test>`);
    const edits = (await auditOf(pipeline, row.id)).filter(({ command }) => command === 'edit');
    assert.deepEqual(
      edits.map(({ version, changes }) => [version, changes]),
      [
        [2, { subject: { from: 'Following up', to: 'First thought' } }],
        [3, { subject: { from: 'First thought', to: 'Second thought' } }],
      ],
    );
  });

  it('edit-and-approve is one step: the email is the edited one', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'approve', { version: 1, params: { body: 'Edited on the way.' } });
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.version, 2);
    const [mail] = await mailsOf(pipeline, row.id);
    assert.match(mail?.text ?? '', /Edited on the way\./);
  });

  it('an action that nobody decides expires after seven days, and that is no rejection', async () => {
    const row = await create(pipeline);
    await skipTime(pipeline, row.workflow_id);
    const expired = await untilStatus(pipeline, row.id, 'expired');
    assert.equal(expired.decision, 'expire');
    assert.equal(expired.cancel_reason, null);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
  });

  it('executes by itself after the agreed delay, decided by nobody', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    assert.equal(row.auto_execute_at?.getTime(), row.created_at.getTime() + 30 * 60_000);
    await skipTime(pipeline, row.workflow_id);
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.decision, 'auto_execute');
    assert.equal(executed.decided_by, null);
    assert.deepEqual(await transitions(row.id), [
      ['create', null, 'pending'],
      ['auto_execute', null, null],
      ['execute', 'pending', 'executed'],
    ]);
  });

  it('executes at once where the agreed delay is zero', async () => {
    const userId = await addRep(pipeline, automatic('log_touch', 0));
    const row = await create(pipeline, { ...TOUCH, userId });
    await untilStatus(pipeline, row.id, 'executed');
  });

  it('executes by itself no sooner than its moment, though its workflow calls for it before', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    for (const delayMs of [1_500, 1_600, 1_700]) {
      const row = await create(pipeline, { ...TOUCH, userId });
      const moment = new Date(Date.now() + delayMs);
      assert.ok((await decide(pipeline, row, 'reschedule', { autoExecuteAt: moment.toISOString() })).accepted);
      const { executing_at } = await untilStatus(pipeline, row.id, 'executed');
      assert.ok(
        executing_at !== null && executing_at >= moment,
        `begun at ${executing_at?.toISOString()}, not at ${moment.toISOString()}`,
      );
    }
  });

  it('what was switched off before it was due stays pending and executes by itself no more', async () => {
    const userId = await addRep(pipeline, automatic('log_touch'));
    const row = await create(pipeline, { ...TOUCH, userId });
    await changeSettings(pipeline.db, userId, {});
    await skipTime(pipeline, row.workflow_id);
    // With the time skipped, the next thing that can happen is the expiry after seven days.
    await untilStatus(pipeline, row.id, 'expired');
    assert.deepEqual(await transitions(row.id), [
      ['create', null, 'pending'],
      ['disarm', null, null],
      ['expire', 'pending', 'expired'],
    ]);
    assert.equal((await readRow(pipeline, row.id)).auto_execute_at, null);
  });

  it('switching on never arms an action that stands already', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { ...TOUCH, userId });
    await changeSettings(pipeline.db, userId, automatic('log_touch'));
    await skipTime(pipeline, row.workflow_id);
    await untilStatus(pipeline, row.id, 'expired');
  });

  it('where the automatic execution turns out impossible the action fails and says why', async () => {
    const userId = await addRep(pipeline, automatic('send_email', 0));
    await pipeline.db.insertInto('suppressions').values({ workspace_id: 'acme', address: 'gone@acme.test' }).execute();
    const params = { subject: 'Hello', body: 'Hello', contactEmail: 'gone@acme.test', urgency: 'normal' };
    const row = await create(pipeline, { userId, params });
    const failed = await untilStatus(pipeline, row.id, 'failed');
    assert.equal(failed.failure?.kind, 'not-executable');
    assert.match(failed.failure?.message ?? '', /suppression/);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'failed' });
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
  });
});
