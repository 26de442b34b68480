import assert from 'node:assert/strict';
import { claimExecution } from '../../../src/store/claimExecution.ts';
import { deactivateUser } from '../../../src/store/deactivate.ts';
import { insertUser } from '../../../src/store/people.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  auditOf,
  automatic,
  create,
  decide,
  mailsOf,
  type Pipeline,
  readRow,
  skipTime,
  startPipeline,
} from '../../support/pipeline.ts';

const MEANS = { smtpRelay: true, slack: true, crms: new Set(['built-in']) };

describe('when somebody leaves', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
  });
  after(() => pipeline.stop());

  async function untilScheduled(actionId: string): Promise<void> {
    await eventually(async () => assert.ok((await readRow(pipeline, actionId)).scheduled_approval !== null));
  }
  const lastEntry = async (actionId: string) => (await auditOf(pipeline, actionId)).at(-1);

  it('an approval that waits for its window is voided, and nothing leaves in their name', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    await decide(pipeline, row, 'approve', { undoSeconds: 60, by: userId });
    await untilScheduled(row.id);
    assert.equal(await deactivateUser(pipeline.db, 'acme', userId), true);
    const voided = await readRow(pipeline, row.id);
    assert.deepEqual([voided.status, voided.scheduled_approval], ['pending', null]);
    assert.match((await lastEntry(row.id))?.message ?? '', /has left/);

    await skipTime(pipeline, row.workflow_id);
    await eventually(async () => assert.equal((await lastEntry(row.id))?.accepted, false));
    assert.match((await lastEntry(row.id))?.message ?? '', /has left: nothing is done in their name/);
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);
  });

  it('automatic executions are called off, in the same transaction', async () => {
    const userId = await addRep(pipeline, automatic('send_email'));
    const row = await create(pipeline, { userId });
    assert.ok((await readRow(pipeline, row.id)).auto_execute_at !== null);
    await deactivateUser(pipeline.db, 'acme', userId);
    assert.equal((await readRow(pipeline, row.id)).auto_execute_at, null);
    assert.match((await lastEntry(row.id))?.message ?? '', /has left/);
  });

  it('what they approved for others is voided, and refused where its window ends all the same', async () => {
    const managerId = 'boss';
    const boss = { id: managerId, workspaceId: 'acme', role: 'manager', displayName: 'Boss' } as const;
    await insertUser(pipeline.db, { ...boss, email: 'boss@signoff.test' });
    const userId = await addRep(pipeline);
    const { db } = pipeline;
    await db.updateTable('users').set({ manager_id: managerId }).where('id', '=', userId).execute();
    const row = await create(pipeline, { userId });
    await decide(pipeline, row, 'approve', { undoSeconds: 60, by: managerId });
    await untilScheduled(row.id);
    await deactivateUser(db, 'acme', managerId);
    assert.equal((await readRow(pipeline, row.id)).scheduled_approval, null);
    await skipTime(pipeline, row.workflow_id);
    await eventually(async () => assert.equal((await lastEntry(row.id))?.accepted, false));
    assert.match((await lastEntry(row.id))?.message ?? '', /Boss, who approved this, has left/);
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);
  });

  it('an approval by a manager who is theirs no longer is refused when it is to be executed', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    await pipeline.db.updateTable('users').set({ manager_id: null }).where('id', '=', userId).execute();
    const command = { type: 'approve', id: 'late', by: 'mia', channel: 'web', at: new Date().toISOString() } as const;
    const claim = await claimExecution(pipeline.db, row.id, command, { means: MEANS, leaseMs: 1_000 });
    assert.equal(claim.kind, 'refused');
    assert.match((await lastEntry(row.id))?.message ?? '', /Mia, who approved this, may not decide on it any more/);
  });

  it('an execution under way is not begun again: it fails and says why', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    const command = { type: 'approve', id: 'once', by: userId, channel: 'web', at: new Date().toISOString() } as const;
    const claim = () => claimExecution(pipeline.db, row.id, command, { means: MEANS, leaseMs: 1_000 });
    assert.equal((await claim()).kind, 'claimed');
    await deactivateUser(pipeline.db, 'acme', userId);
    assert.deepEqual(await claim(), { kind: 'settled', outcome: 'failed' });
    const { failure } = await readRow(pipeline, row.id);
    assert.equal(failure?.kind, 'not-executable');
    assert.match(failure?.message ?? '', /has left/);
  });
});
