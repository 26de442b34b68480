import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../../local/ports.ts';
import { countUnstarted } from '../../../src/store/actions/actionHistory.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import { markTold } from '../../../src/store/actions/outbox.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { decideAction } from '../../../src/store/decisions/decideAction.ts';
import { runRelay, sweep, tellUntold } from '../../../src/temporal/relay.ts';
import { createTeller } from '../../../src/temporal/teller.ts';
import { startActionWorkflow, tellWorkflow } from '../../../src/temporal/tellWorkflow.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  create,
  decide,
  log,
  mailsOf,
  newAction,
  type Pipeline,
  readRow,
  resultOf,
  skipTime,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

describe('outages', () => {
  let pipeline: Pipeline;
  let absent: Client;

  before(async () => {
    pipeline = await startPipeline();
    absent = new Client({ connection: Connection.lazy({ address: `127.0.0.1:${await freePort()}` }) });
  });
  afterEach(() => pipeline.stopWorkers());
  after(async () => {
    await absent.connection.close();
    await pipeline.stop();
  });

  const relayDeps = () => ({ ...pipeline, log });

  const approval = () => ({ ...knownUser('ana'), type: 'approve', id: randomUUID() }) as const;

  async function created(): Promise<ActionRow> {
    const { actionId } = await createAction(pipeline.db, newAction());
    return readRow(pipeline, actionId);
  }

  async function update(actionId: string, values: { tell_at?: Date; workflow_checked_at?: Date }): Promise<void> {
    await pipeline.db.updateTable('pending_autonomous_actions').set(values).where('id', '=', actionId).execute();
  }

  it('with Temporal away a trigger is accepted all the same, and quickly; its action runs once Temporal is back', async () => {
    const row = await created();
    // Short, so that no retry of the call outlives its connection.
    const teller = createTeller({ ...pipeline, client: absent, log, callDeadlineMs: 500 });
    teller.tell(row);
    assert.equal((await readRow(pipeline, row.id)).workflow_started_at, null);
    // Decided meanwhile: the workflow is started with it.
    assert.ok((await decideAction(pipeline.db, row.id, approval(), pipeline)).accepted);
    assert.equal((await readRow(pipeline, row.id)).status, 'approved');

    await update(row.id, { tell_at: new Date(0) });
    await tellUntold(relayDeps());
    assert.ok((await readRow(pipeline, row.id)).workflow_started_at);
    await pipeline.startWorker();
    await untilStatus(pipeline, row.id, 'executed');
    await teller.idle();
  });

  it('a crash between commit and start loses nothing: the relay starts what was left', async () => {
    const row = await created();
    const stopping = new AbortController();
    const relay = runRelay({ ...relayDeps(), everyMs: 50 }, stopping.signal);
    await eventually(async () => assert.ok((await readRow(pipeline, row.id)).workflow_started_at));
    stopping.abort();
    await relay;
    const { status } = await pipeline.client.workflow.getHandle(row.workflow_id).describe();
    assert.equal(status.name, 'RUNNING');
  });

  it('started by several at once an action has one workflow', async () => {
    const row = await created();
    const { client, taskQueue } = pipeline;
    const tellings = await Promise.all(Array.from({ length: 10 }, () => tellWorkflow(client, taskQueue, row)));
    assert.deepEqual(new Set(tellings), new Set(['told']));
    await markTold(pipeline.db, [row]);
    const runs = pipeline.client.workflow.getHandle(row.workflow_id);
    assert.equal((await runs.describe()).status.name, 'RUNNING');
  });

  it('cancelled while its workflow is being started, an action leaves none that sleeps on', async () => {
    await pipeline.startWorker();
    const { client, db, taskQueue, means } = pipeline;
    const cancel = { ...approval(), type: 'cancel' } as const;
    for (const first of ['start', 'cancellation'] as const) {
      const asCreated = await created();
      const { row } = await decideAction(db, asCreated.id, { ...cancel, id: randomUUID() }, { means });
      // Both were read before either was told.
      const tell = async (which: ActionRow) => {
        await tellWorkflow(client, taskQueue, which);
        await markTold(db, [which]);
      };
      for (const each of first === 'start' ? [asCreated, row] : [row, asCreated]) await tell(each);
      await update(row.id, { tell_at: new Date(0) });
      if (first === 'cancellation') await tellUntold(relayDeps());
      assert.deepEqual(await resultOf(pipeline, row), { outcome: 'cancelled' });
    }
  });

  it('a start after the workflow has closed is success and starts nothing', async () => {
    await pipeline.startWorker();
    const row = await create(pipeline);
    await decide(pipeline, row, 'cancel');
    await resultOf(pipeline, row);
    assert.equal(await startActionWorkflow(pipeline.client, pipeline.taskQueue, row), false);
    assert.equal((await pipeline.client.workflow.getHandle(row.workflow_id).describe()).status.name, 'COMPLETED');
  });

  it('a start that is refused as invalid is said, and backs off instead of looping hot', async () => {
    const row = await created();
    const { refused: before } = await countUnstarted(pipeline.db);
    const refusing = { ...relayDeps(), taskQueue: 'x'.repeat(2_000) };
    await update(row.id, { tell_at: new Date(0) });
    await tellUntold(refusing);
    const refused = await readRow(pipeline, row.id);
    assert.equal(refused.tell_attempts, 1);
    assert.match(refused.tell_error ?? '', /exceed/i);
    assert.ok(refused.tell_at.getTime() > Date.now());
    assert.equal((await countUnstarted(pipeline.db)).refused, before + 1);
    await update(row.id, { tell_at: new Date(0) });
    await tellUntold(relayDeps());
  });

  it('what could not be told while Temporal was away is told in a moment, however often that was tried', async () => {
    const row = await created();
    const away = { ...relayDeps(), client: absent, callDeadlineMs: 300 };
    for (let round = 0; round < 10; round += 1) {
      await update(row.id, { tell_at: new Date(0) });
      const { unanswered } = await tellUntold(away);
      assert.ok(unanswered > 0);
    }
    const { tell_at, tell_attempts, tell_error } = await readRow(pipeline, row.id);
    assert.ok(tell_at.getTime() < Date.now() + 2_000, `due again at ${tell_at.toISOString()}`);
    assert.deepEqual([tell_attempts, tell_error], [0, null]);
    await eventually(async () => {
      await tellUntold(relayDeps());
      assert.ok((await readRow(pipeline, row.id)).workflow_started_at);
    });
  });

  it('without a worker a decision counts at once, and is executed when one is back', async () => {
    const row = await create(pipeline);
    assert.ok((await decide(pipeline, row, 'approve')).accepted);
    assert.equal((await readRow(pipeline, row.id)).status, 'approved');
    await pipeline.startWorker();
    await untilStatus(pipeline, row.id, 'executed');
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
  });

  it('a crash between a decision and its signal loses nothing: the relay tells what was left untold', async () => {
    await pipeline.startWorker();
    const row = await create(pipeline);
    assert.ok((await decideAction(pipeline.db, row.id, approval(), pipeline)).accepted);
    await update(row.id, { tell_at: new Date(0) });
    await tellUntold(relayDeps());
    await untilStatus(pipeline, row.id, 'executed');
    await eventually(async () => assert.equal((await readRow(pipeline, row.id)).tell, null));
  });

  it('a decision that arrives after a deadline on which nothing had acted still counts', async () => {
    const row = await create(pipeline);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    // No worker runs: the deadline passes in the workflow's time, then the decision comes, then a worker.
    await pipeline.startWorker();
    await handle.query('wake');
    await pipeline.stopWorkers();
    await skipTime(pipeline, row.workflow_id);
    await eventually(async () => {
      const { events } = await handle.fetchHistory();
      assert.ok(events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes));
    });
    await handle.signal('cancel', { by: 'late', reason: 'late but in time' });
    await pipeline.startWorker();
    const cancelled = await untilStatus(pipeline, row.id, 'cancelled');
    assert.equal(cancelled.cancel_reason, 'late but in time');
  });

  it('who stops waits until what was told is marked', async () => {
    const row = await created();
    const teller = createTeller({ ...pipeline, log });
    teller.tell(row);
    await teller.idle();
    const { tell, workflow_started_at } = await readRow(pipeline, row.id);
    assert.equal(tell, null);
    assert.notEqual(workflow_started_at, null);
  });

  it('what is late because it is being executed is left to its workflow: no sweep wakes it', async () => {
    const crm = scriptedCrm();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    crm.next.push(async ({ fence }) => {
      await fence();
      await held;
      return { made: 1 };
    });
    await pipeline.startWorker({ crms: crm.crms });
    const row = await create(pipeline, TOUCH);
    await decide(pipeline, row, 'approve');
    await eventually(() => assert.equal(crm.attempts.length, 1));
    await update(row.id, { workflow_checked_at: new Date(0) });
    await sweep({ ...relayDeps(), lateMs: -30 * 86_400_000 });
    assert.ok((await readRow(pipeline, row.id)).workflow_checked_at.getTime() > 0, 'the sweep looked at it');
    release();
    await untilStatus(pipeline, row.id, 'executed');
    const { events } = await pipeline.client.workflow.getHandle(row.workflow_id).fetchHistory();
    const signals = events?.filter(({ workflowExecutionSignaledEventAttributes: signal }) => signal);
    assert.equal(signals?.length, 1);
  });

  it('a workflow that Temporal has lost is started again and goes on', async () => {
    await pipeline.startWorker();
    const row = await create(pipeline);
    await decide(pipeline, row, 'edit', { params: { subject: 'Before the loss' } });
    await eventually(async () => assert.equal((await readRow(pipeline, row.id)).version, 2));
    await pipeline.client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: row.workflow_id },
    });
    await eventually(
      async () => {
        await update(row.id, { workflow_checked_at: new Date(0) });
        await sweep({ ...relayDeps(), lateMs: -30 * 86_400_000 });
        assert.equal((await readRow(pipeline, row.id)).workflow_started_at, null);
      },
      { timeoutMs: 20_000 },
    );
    await tellUntold(relayDeps());
    await decide(pipeline, row, 'approve', { version: 2 });
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.action_params.subject, 'Before the loss');
  });
});
