import assert from 'node:assert/strict';
import { withClient } from '../../../local/postgres.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { decideAction } from '../../../src/store/decisions/decideAction.ts';
import { tellWorkflow } from '../../../src/temporal/tellWorkflow.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import { create, deliveryOf, type Pipeline, startPipeline, TOUCH, untilStatus } from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

describe('recording a delivery', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
  });
  after(() => pipeline.stop());

  /** Ends whatever waits for a lock in the database; answers how many that were. */
  const dropWaiting = () =>
    withClient(pipeline.databaseUrl, async (client) => {
      const { rowCount } = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'test' and wait_event_type = 'Lock'`,
      );
      return rowCount ?? 0;
    });

  const dropOne = () => eventually(async () => assert.notEqual(await dropWaiting(), 0));

  /** An approved action that has been delivered, and whose row is locked so that nobody can record it. */
  async function delivered(
    crm: ReturnType<typeof scriptedCrm>,
  ): Promise<{ row: ActionRow; unlock(): Promise<unknown> }> {
    const row = await create(pipeline, TOUCH);
    let unlock = () => {};
    let locking: Promise<unknown> = Promise.resolve();
    const isLocked = new Promise<void>((locked, failed) => {
      crm.next.push(async ({ fence }) => {
        await fence();
        const held = new Promise<void>((resolve) => {
          unlock = resolve;
        });
        await new Promise<void>((resolve) => {
          locking = pipeline.db.transaction().execute(async (tx) => {
            await tx.selectFrom('deliveries').select('step').where('action_id', '=', row.id).forUpdate().execute();
            resolve();
            await held;
          });
          locking.catch(failed);
        });
        locked();
        return { made: 'once' };
      });
    });
    // Without noting that it was told, as that would wait for the row, too.
    const approval = { ...knownUser(row.user_id), type: 'approve', id: 'approve' } as const;
    const decided = await decideAction(pipeline.db, row.id, approval, pipeline);
    await tellWorkflow(pipeline.client, pipeline.taskQueue, decided.row);
    await isLocked;
    return {
      row,
      unlock: () => {
        unlock();
        return locking;
      },
    };
  }

  it('is tried again within the attempt, so that a known success never becomes unconfirmed', async () => {
    const crm = scriptedCrm();
    const worker = await pipeline.startWorker({ crms: crm.crms });
    const { row, unlock } = await delivered(crm);
    await dropOne();
    await dropOne();
    await unlock();
    const { result } = await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual([result, crm.attempts.length], [{ made: 'once' }, 1]);
    assert.equal((await deliveryOf(pipeline, row.id)).attempt, 1);
    await worker.stop();
  });

  it('is done by the next attempt, from what the last one told Temporal, without asking or delivering again', async () => {
    const crm = scriptedCrm();
    let asked = 0;
    crm.ask.push(async () => {
      asked += 1;
      return null;
    });
    const worker = await pipeline.startWorker({ crms: crm.crms });
    const { row, unlock } = await delivered(crm);
    // The worker stops, and with it an attempt that never came to record anything.
    let isStopped = false;
    const stopping = worker.stop().then(() => {
      isStopped = true;
    });
    await eventually(
      async () => {
        await dropWaiting();
        assert.ok(isStopped);
      },
      { timeoutMs: 30_000 },
    );
    await stopping;
    assert.equal((await deliveryOf(pipeline, row.id)).state, 'sending');
    await unlock();
    const next = await pipeline.startWorker({ crms: crm.crms });
    const { result } = await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual([result, crm.attempts.length, asked], [{ made: 'once' }, 1, 0]);
    assert.equal((await deliveryOf(pipeline, row.id)).attempt, 2);
    await next.stop();
  });
});
