import assert from 'node:assert/strict';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { eventually } from '../../support/eventually.ts';
import {
  create,
  decide,
  deliveryOf,
  newAction,
  type Pipeline,
  readRow,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

describe('deduplication', () => {
  let pipeline: Pipeline;
  const crm = scriptedCrm();

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: crm.crms });
  });
  after(() => pipeline.stop());

  it('while an action is pending the same situation makes no second one, and its alert joins the first', async () => {
    const action = newAction();
    const first = await createAction(pipeline.db, action);
    const second = await createAction(pipeline.db, {
      ...action,
      alert: { ...action.alert, summary: 'now $50,000' },
    });
    assert.deepEqual([second.deduplicated, second.actionId], [true, first.actionId]);
    const alerts = await pipeline.db
      .selectFrom('realtime_alerts')
      .select(['summary', 'action_id'])
      .where('action_id', '=', first.actionId)
      .orderBy('created_at')
      .execute();
    assert.deepEqual(
      alerts.map(({ summary }) => summary),
      ['Value dropped 25 %', 'now $50,000'],
    );
    const logged = await pipeline.db
      .selectFrom('trigger_log')
      .select(['outcome', 'dedup_key'])
      .where('action_id', '=', first.actionId)
      .orderBy('id')
      .execute();
    const key = `send_email:acme:${action.dealId}:deal_value_decrease`;
    assert.deepEqual(logged, [
      { outcome: 'created', dedup_key: key },
      { outcome: 'duplicate', dedup_key: key },
    ]);
  });

  it('fifty identical triggers at once make one action, and all are told its id', async () => {
    const action = newAction();
    const created = await Promise.all(Array.from({ length: 50 }, () => createAction(pipeline.db, action)));
    assert.equal(created.filter(({ deduplicated }) => !deduplicated).length, 1);
    assert.equal(new Set(created.map(({ actionId }) => actionId)).size, 1);
  });

  it('once the action has left pending the next trigger makes a new one, with the next number', async () => {
    const dealId = 'deal-again';
    const [cancelled, executed, third] = [
      await create(pipeline, { ...TOUCH, dealId }),
      await afterDecision('cancel'),
      await afterDecision('approve'),
    ];
    assert.deepEqual(
      [cancelled, executed, third].map(({ workflow_id }) => workflow_id),
      [1, 2, 3].map((n) => `action/ana/log_touch:acme:${dealId}:meeting_completed/${n}`),
    );

    async function afterDecision(type: 'cancel' | 'approve') {
      const pending = await pipeline.db
        .selectFrom('pending_autonomous_actions')
        .selectAll()
        .where('deal_id', '=', dealId)
        .where('status', '=', 'pending')
        .executeTakeFirstOrThrow();
      await decide(pipeline, pending, type);
      await untilStatus(pipeline, pending.id, type === 'cancel' ? 'cancelled' : 'executed');
      return create(pipeline, { ...TOUCH, dealId });
    }
  });

  it('a trigger makes its own action while the earlier, approved one is still executing', async () => {
    const dealId = 'deal-slow';
    let finish: () => void = () => assert.fail('the execution has not begun');
    crm.next.push(async ({ fence }) => {
      await fence();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return {};
    });
    const first = await create(pipeline, { ...TOUCH, dealId });
    await decide(pipeline, first, 'approve');
    await eventually(async () => assert.equal((await deliveryOf(pipeline, first.id)).state, 'sending'));
    const second = await create(pipeline, { ...TOUCH, dealId });
    assert.notEqual(second.id, first.id);
    assert.equal((await readRow(pipeline, second.id)).status, 'pending');
    finish();
    await untilStatus(pipeline, first.id, 'executed');
    await decide(pipeline, second, 'approve');
    await untilStatus(pipeline, second.id, 'executed');
  });

  it('triggers, decisions and executions of one situation at once never give two pending rows', async () => {
    const action = newAction({ ...TOUCH, dealId: 'deal-storm' });
    const storm = Array.from({ length: 30 }, async (_, i) => {
      const { actionId } = await createAction(pipeline.db, action);
      if (i % 3 !== 0) return;
      const row = await readRow(pipeline, actionId);
      const { startActionWorkflow } = await import('../../../src/temporal/tellWorkflow.ts');
      await startActionWorkflow(pipeline.client, pipeline.taskQueue, row);
      await decide(pipeline, row, i % 2 === 0 ? 'approve' : 'cancel');
    });
    await Promise.all(storm);
    const rows = await pipeline.db
      .selectFrom('pending_autonomous_actions')
      .select(['status', 'occurrence'])
      .where('deal_id', '=', 'deal-storm')
      .orderBy('occurrence')
      .execute();
    assert.ok(rows.filter(({ status }) => status === 'pending').length <= 1);
    assert.deepEqual(
      rows.map(({ occurrence }) => occurrence),
      rows.map((_, i) => i + 1),
    );
  });
});
