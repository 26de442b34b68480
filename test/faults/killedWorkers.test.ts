/**
 * Worker processes are killed without a word while they send real email. The oracle is Jepsen's total-queue: nothing
 * lost, nothing twice, nothing unexpected; what nobody can know is told, never hidden.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.ts';
import { create, decide, mailsOf, type Pipeline, startPipeline } from '../support/pipeline.ts';
import { temporalServer } from '../support/servers.ts';

const ACTIONS = 40;
const KILLS = 6;
const WORKER = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));

describe('workers killed in the midst of sending', function () {
  this.timeout(240_000);
  this.slow(120_000);
  let pipeline: Pipeline;
  let workers: ChildProcess[] = [];

  before(async () => {
    pipeline = await startPipeline();
  });
  after(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await pipeline.stop();
  });

  async function startWorker(): Promise<void> {
    const { address } = await temporalServer();
    const child = spawn(process.execPath, ['--import', 'tsx', WORKER], {
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
});
