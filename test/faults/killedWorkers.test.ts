/**
 * Worker processes are killed without a word while they send real email. The oracle is Jepsen's total-queue: nothing
 * lost, nothing twice, nothing unexpected; what nobody can know is told, never hidden.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { sql } from 'kysely';
import { accept } from '../../src/store/crm/inbox.ts';
import { lockRecord } from '../../src/store/crm/mirror.ts';
import { shrunkDeal } from '../support/crmChanges.ts';
import { eventually } from '../support/eventually.ts';
import { create, decide, mailsOf, type Pipeline, startPipeline } from '../support/pipeline.ts';
import { programOf } from '../support/programs.ts';
import { temporalServer } from '../support/servers.ts';

const ACTIONS = 40;
const KILLS = 6;

describe('workers killed in the midst of their work', function () {
  this.timeout(240_000);
  this.slow(120_000);
  let pipeline: Pipeline;
  let workers: ChildProcess[] = [];

  before(async () => {
    pipeline = await startPipeline();
  });
  after(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    // There is one drain in a namespace: a killed worker's would keep every later test waiting.
    const drain = pipeline.client.workflow.getHandle('crm-inbox');
    await drain.terminate('its workers were killed').catch((error) => {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    });
    await pipeline.stop();
  });

  async function startWorker(): Promise<void> {
    const { address } = await temporalServer();
    const child = spawn(process.execPath, [await programOf('src/worker.ts')], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        DATABASE_URL: pipeline.databaseUrl,
        TEMPORAL_ADDRESS: address,
        TEMPORAL_TASK_QUEUE: pipeline.taskQueue,
        WORKER_PORT: '0',
        SMTP_URL: `smtp://127.0.0.1:${pipeline.mailbox.smtpPort}`,
      },
    });
    workers.push(child);
    await once(child, 'spawn');
  }

  async function killOne(): Promise<void> {
    const [victim, ...others] = workers;
    workers = others;
    victim?.kill('SIGKILL');
    await startWorker();
  }

  it('every approved email is sent once, or is unconfirmed and sent at most once; none is lost', async () => {
    await startWorker();
    await startWorker();
    const rows = await Promise.all(Array.from({ length: ACTIONS }, () => create(pipeline)));
    // Approvals come in all the while; one without an answer is repeated under its own id, as the API does.
    const approvals = Promise.all(
      rows.map(async (row, i) => {
        await delay(i * 300);
        await eventually(
          async () => {
            await decide(pipeline, row, 'approve', { id: `approve-${row.id}` });
          },
          { timeoutMs: 120_000 },
        );
      }),
    );
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Long enough for a worker to start and to be in the midst of something.
      await delay(2_500);
      await killOne();
    }
    await approvals;

    const outcomes = await eventually(
      async () => {
        const ended = await pipeline.db
          .selectFrom('pending_autonomous_actions')
          .select(['id', 'status', 'failure'])
          .where('status', 'in', ['executed', 'failed'])
          .execute();
        assert.equal(ended.length, ACTIONS);
        return ended;
      },
      { timeoutMs: 180_000 },
    );
    for (const { id, status, failure } of outcomes) {
      const sent = (await mailsOf(pipeline, id)).length;
      if (status === 'executed') assert.equal(sent, 1, `executed, and sent ${sent} times`);
      else assert.ok(failure?.kind === 'unconfirmed' && sent <= 1, `${failure?.kind}, and sent ${sent} times`);
    }
    const unconfirmed = outcomes.filter(({ status }) => status === 'failed').length;
    assert.ok(unconfirmed <= KILLS * 2, `${unconfirmed} unconfirmed with ${KILLS} kills`);
  });

  it('what a CRM has sent is taken over within a minute, and makes one action', async () => {
    const scope = { workspaceId: 'acme', crm: 'webhook' };
    const data = shrunkDeal('d-killed', 'ana@signoff.test');
    const at = data.record.updatedAt;
    const event = { type: 'crm.deal.updated', at, bulk: false, data };
    if (workers.length === 0) await startWorker();
    await pipeline.db.transaction().execute(async (tx) => {
      // Whoever has taken the record waits for this.
      await lockRecord(tx, scope, 'deal:d-killed');
      await accept(pipeline.db, [{ ...scope, eventKey: 'e1', recordKey: 'deal:d-killed', event, occurredAt: at }]);
      await eventually(
        async () => {
          const taken = await tx.selectFrom('crm_inbox').select('id').where('attempts', '=', 1).execute();
          assert.equal(taken.length, 1);
          const { rows } = await sql`select 1 from pg_locks where locktype = 'advisory' and not granted`.execute(tx);
          assert.ok(rows.length > 0, 'nobody waits for the record');
        },
        { timeoutMs: 60_000 },
      );
      for (const worker of workers) worker.kill('SIGKILL');
      workers = [];
    });
    await startWorker();
    await eventually(
      async () => {
        const made = await pipeline.db
          .selectFrom('pending_autonomous_actions')
          .select('trigger_type')
          .where('deal_id', '=', 'd-killed')
          .execute();
        assert.deepEqual(made, [{ trigger_type: 'deal_value_decrease' }]);
      },
      { timeoutMs: 60_000 },
    );
  });
});
