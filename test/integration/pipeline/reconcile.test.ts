import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { reconcile } from '../../../src/temporal/reconcile.ts';
import { closeEnded, registerAgain, runRelay, sweep, tellUntold } from '../../../src/temporal/relay.ts';
import { mendWedged } from '../../../src/temporal/seeTo.ts';
import { eventually } from '../../support/eventually.ts';
import {
  auditOf,
  create,
  decide,
  log,
  type Pipeline,
  readRow,
  resultOf,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { once } from '../../support/running.ts';

describe('rows and workflows that do not agree', () => {
  let pipeline: Pipeline;

  before(async () => {
    pipeline = await startPipeline();
  });
  afterEach(() => pipeline.stopWorkers());
  after(() => pipeline.stop());

  const deps = () => ({ ...pipeline, log, wedgedMs: 0 });
  const atOnce = { stepMs: 0, restMs: 0, settledMs: -1_000 };

  async function describeWorkflow(workflowId: string) {
    return pipeline.client.workflow.getHandle(workflowId).describe();
  }

  /** As the relay does, step by step, until the check holds. */
  function reconciled<T>(check: () => Promise<T>): Promise<T> {
    return eventually(
      async () => {
        await reconcile(deps(), atOnce);
        await tellUntold(deps());
        return check();
      },
      { timeoutMs: 30_000 },
    );
  }

  async function isReplaced(row: ActionRow): Promise<ActionRow> {
    const current = await readRow(pipeline, row.id);
    assert.notEqual(current.workflow_id, row.workflow_id);
    assert.equal((await describeWorkflow(current.workflow_id)).status.name, 'RUNNING');
    return current;
  }

  it('a workflow that is gone while its action waits is started again long before anything is due', async () => {
    const row = await create(pipeline);
    const first = await describeWorkflow(row.workflow_id);
    await pipeline.client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: row.workflow_id },
    });
    await reconciled(async () => {
      const { runId, status } = await describeWorkflow(row.workflow_id);
      assert.equal(status.name, 'RUNNING');
      assert.notEqual(runId, first.runId);
    });
    assert.equal((await readRow(pipeline, row.id)).workflow_id, row.workflow_id);
  });

  it('old actions that cannot be removed keep no round of the relay from its end', async () => {
    const told: string[] = [];
    const listening = pino({ level: 'info' }, { write: (line: string) => void told.push(line) });
    const stopping = new AbortController();
    // The database refuses to remove what is so young, as it would where a batch takes too long.
    // Its comparing leaves no rest to the tests that follow.
    const how = { log: listening, everyMs: 50, actionsDays: 1, reconciling: atOnce };
    const relay = runRelay({ ...deps(), ...how }, stopping.signal);
    await eventually(async () => assert.ok(told.some((line) => line.includes('could not be removed'))));
    stopping.abort();
    await relay;
    assert.deepEqual(
      told.filter((line) => line.includes('the relay met trouble')),
      [],
    );
  });

  it('gone after its action has ended, as when its retention has passed, a workflow stays gone', async function () {
    // The development server takes half a minute to delete what has just closed.
    this.timeout(150_000);
    this.slow(90_000);
    await pipeline.startWorker();
    const row = await create(pipeline, TOUCH);
    await decide(pipeline, row, 'approve');
    await resultOf(pipeline, row);
    await pipeline.client.workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: row.workflow_id },
    });
    await eventually(() => assert.rejects(describeWorkflow(row.workflow_id)), { timeoutMs: 90_000 });
    const witness = await create(pipeline);
    await pipeline.client.workflow.getHandle(witness.workflow_id).terminate('Signoff: a test');
    await reconciled(() => isReplaced(witness));
    await assert.rejects(describeWorkflow(row.workflow_id));
    assert.equal((await readRow(pipeline, row.id)).status, 'executed');
  });

  it('a workflow of an action that this database does not know is ended; the database that does gives it another', async () => {
    const row = await create(pipeline);
    const elsewhere = await startPipeline();
    try {
      await eventually(
        async () => {
          await reconcile({ ...deps(), db: elsewhere.db }, atOnce);
          assert.equal((await describeWorkflow(row.workflow_id)).status.name, 'TERMINATED');
        },
        { timeoutMs: 30_000 },
      );
    } finally {
      await elsewhere.stop();
    }
    await eventually(
      async () => {
        await closeEnded(deps());
        await tellUntold(deps());
        await isReplaced(row);
      },
      { timeoutMs: 30_000 },
    );
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
    assert.equal((await auditOf(pipeline, row.id)).at(-1)?.command, 'restart');
  });

  it('a workflow that says to be of something which is no action is ended, and keeps nothing else from being compared', async () => {
    const workflowId = `action/by-hand/${Date.now()}`;
    const handle = await pipeline.client.workflow.start('ActionWorkflow', {
      workflowId,
      taskQueue: pipeline.taskQueue,
      args: [],
      memo: { actionId: 'no id at all' },
    });
    await reconciled(async () => assert.equal((await handle.describe()).status.name, 'TERMINATED'));
  });

  it('a running workflow whose action has ended is told so, and ends', async () => {
    const row = await create(pipeline);
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ status: 'cancelled', tell: null })
      .where('id', '=', row.id)
      .execute();
    await pipeline.startWorker();
    await reconciled(async () => assert.equal((await describeWorkflow(row.workflow_id)).status.name, 'COMPLETED'));
  });

  it('all workers together make one step at a time', async () => {
    await eventually(async () => {
      await reconcile(deps(), { ...atOnce, stepMs: 60_000, restMs: 60_000 });
      const due = await pipeline.db
        .selectFrom('reconciliation')
        .selectAll()
        .where('step_at', '<=', new Date())
        .execute();
      assert.deepEqual(due, []);
    });
    // Whoever had a step to make would need Temporal for it.
    const idle = { ...deps(), client: undefined as never };
    assert.equal(await reconcile(idle, atOnce), false);
    await pipeline.db.updateTable('reconciliation').set({ step_at: new Date() }).execute();
  });

  describe('a workflow whose tasks fail, as its history is of other code', function () {
    this.timeout(120_000);
    this.slow(30_000);
    const otherCode = once(() => {
      const workflowsPath = fileURLToPath(new URL('../../support/otherWorkflows.ts', import.meta.url));
      return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    });

    async function wedged(): Promise<ActionRow> {
      const other = await pipeline.startWorker({}, await otherCode());
      const row = await create(pipeline, TOUCH);
      const handle = pipeline.client.workflow.getHandle(row.workflow_id);
      await eventually(async () => assert.ok(((await handle.fetchHistory()).events?.length ?? 0) > 4));
      await other.stop();
      await pipeline.startWorker();
      await decide(pipeline, row, 'edit', { params: { subject: 'Kept' } });
      await eventually(async () => assert.ok(((await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 3), {
        timeoutMs: 60_000,
      });
      return row;
    }

    it('gets another one before anything is due, and is executed as it was edited', async () => {
      const row = await wedged();
      // Not while it may be a deployment that is taken back in time.
      await mendWedged({ ...deps(), wedgedMs: 600_000 });
      assert.equal((await readRow(pipeline, row.id)).workflow_id, row.workflow_id);
      await eventually(
        async () => {
          await mendWedged(deps());
          await tellUntold(deps());
          await isReplaced(row);
        },
        { timeoutMs: 60_000 },
      );
      assert.equal((await describeWorkflow(row.workflow_id)).status.name, 'TERMINATED');
      await closeEnded(deps());
      await decide(pipeline, await readRow(pipeline, row.id), 'approve');
      const executed = await untilStatus(pipeline, row.id, 'executed');
      assert.equal(executed.action_params.subject, 'Kept');
    });

    it('is swept once it is late, and executed', async () => {
      const row = await wedged();
      await decide(pipeline, row, 'approve');
      await pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ workflow_checked_at: new Date(0) })
        .where('id', '=', row.id)
        .execute();
      await sweep({ ...deps(), lateMs: -1_000 });
      await tellUntold(deps());
      await untilStatus(pipeline, row.id, 'executed');
    });
  });

  it('nothing is registered again while Temporal has all of it', async () => {
    let registered = 0;
    const counted = {
      ...deps(),
      register: async () => {
        registered += 1;
      },
    };
    await registerAgain(counted);
    assert.equal(registered, 0);
  });
});
