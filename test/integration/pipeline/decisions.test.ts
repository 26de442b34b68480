import assert from 'node:assert/strict';
import type { Refusal } from '../../../src/domain/decide.ts';
import { sweep } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import {
  auditOf,
  create,
  decide,
  log,
  mailsOf,
  type Pipeline,
  readRow,
  resultOf,
  scriptedCrm,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';

describe('decisions', () => {
  let pipeline: Pipeline;
  const crm = scriptedCrm();

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: crm.crms });
  });
  after(() => pipeline.stop());

  async function refusal(...args: Parameters<typeof decide>): Promise<Refusal> {
    const reply = await decide(...args);
    return reply.kind === 'refused' ? reply.refusal : assert.fail(`the decision was ${reply.kind}`);
  }

  const refused = async (actionId: string) => (await auditOf(pipeline, actionId)).filter(({ accepted }) => !accepted);

  /** An action whose execution waits until told. */
  async function executing() {
    let finish: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      crm.next.push(async ({ fence }) => {
        await fence();
        resolve();
        await new Promise<void>((go) => {
          finish = go;
        });
        return {};
      });
    });
    const row = await create(pipeline, TOUCH);
    await decide(pipeline, row, 'approve', { by: 'mia' });
    await begun;
    return { row, finish: () => finish() };
  }

  it('a decision made on a stale version is refused with the version that holds', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'edit', { version: 1, params: { subject: 'Newer' } });
    const stale = await refusal(pipeline, row, 'approve', { version: 1 });
    assert.deepEqual([stale.type, 'version' in stale && stale.version], ['stale-version', 2]);
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
  });

  it('the first decision stands: the second is told what was decided, by whom and when', async () => {
    const { row, finish } = await executing();
    const second = await refusal(pipeline, row, 'cancel');
    assert.equal(second.type, 'already-decided');
    const decision = 'decision' in second ? second.decision : undefined;
    assert.deepEqual([decision?.command, decision?.by, decision?.channel], ['approve', 'mia', 'api']);
    finish();
    await untilStatus(pipeline, row.id, 'executed');
  });

  it('a decision on a closed workflow says so, and changes nothing', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'cancel');
    await resultOf(pipeline, row);
    assert.deepEqual(await decide(pipeline, row, 'approve'), { kind: 'closed' });
    assert.equal((await readRow(pipeline, row.id)).status, 'cancelled');
  });

  it('of twenty decisions at once exactly one is taken', async () => {
    const row = await create(pipeline, TOUCH);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) => decide(pipeline, row, i % 2 === 0 ? 'approve' : 'cancel')),
    );
    assert.equal(replies.filter(({ kind }) => kind === 'accepted').length, 1);
    await resultOf(pipeline, row);
    const decisions = (await auditOf(pipeline, row.id)).filter(({ command }) =>
      ['approve', 'cancel'].includes(command),
    );
    assert.equal(decisions.length, 1);
  });

  it('the same update sent twice is one decision with one answer', async () => {
    const row = await create(pipeline);
    const send = () => decide(pipeline, row, 'edit', { updateId: 'edit:1', params: { subject: 'Once' } });
    assert.deepEqual([await send(), await send()], [{ kind: 'accepted' }, { kind: 'accepted' }]);
    const edited = await eventually(async () => {
      const current = await readRow(pipeline, row.id);
      assert.equal(current.action_params.subject, 'Once');
      return current;
    });
    assert.equal(edited.version, 2);
  });

  it('signals decide like updates, recorded as temporal with their unverified name', async () => {
    const row = await create(pipeline, TOUCH);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    await handle.signal('edit', { params: { subject: 'By signal' } });
    await handle.signal('approve', { by: 'the operator', channel: 'api' });
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.action_params.subject, 'By signal');
    assert.deepEqual([executed.decided_by, executed.decision_channel], ['the operator', 'temporal']);
  });

  it('no strange signal freezes or decides an action: each is refused and audited', async () => {
    const row = await create(pipeline);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    await handle.signal('approve');
    await handle.signal('approve', null);
    await handle.signal('approve', 'yes');
    await handle.signal('approve', { version: 'one' });
    await handle.signal('edit', {});
    await handle.signal('edit', { params: 5 });
    await handle.signal('edit', { params: { subject: 'x\r\nBcc: all@example.com' } });
    await handle.signal('edit', { params: { recipient: 'unknown member' } });
    await handle.signal('cancel', { reason: 'x'.repeat(501) });
    await handle.signal('cancel', ['a', 'list']);
    await handle.signal('destroy', { everything: true });
    await eventually(async () => assert.equal((await refused(row.id)).length, 10));
    assert.deepEqual(
      [(await readRow(pipeline, row.id)).status, (await readRow(pipeline, row.id)).version],
      ['pending', 1],
    );
    await decide(pipeline, row, 'approve', { version: 1 });
    await untilStatus(pipeline, row.id, 'executed');
  });

  it('an approval that the row does not allow is refused, audited, and leaves the action to be decided', async () => {
    const params = { subject: 'Hello', body: 'Hello', urgency: 'normal' };
    const row = await create(pipeline, { params });
    await pipeline.client.workflow.getHandle(row.workflow_id).signal('approve', { by: 'ana' });
    const [entry] = await eventually(async () => {
      const entries = await refused(row.id);
      assert.equal(entries.length, 1);
      return entries;
    });
    assert.deepEqual(entry?.changes, { refusal: 'not-executable' });
    assert.equal((await readRow(pipeline, row.id)).status, 'pending');
    await decide(pipeline, row, 'approve', { params: { contactEmail: 'sarah@acme.test' } });
    await untilStatus(pipeline, row.id, 'executed');
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
  });

  it("Temporal's own cancellation request is the decision cancel, and the workflow completes", async () => {
    const row = await create(pipeline);
    await pipeline.client.workflow.getHandle(row.workflow_id).cancel();
    const cancelled = await untilStatus(pipeline, row.id, 'cancelled');
    assert.equal(cancelled.decision_channel, 'temporal');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'cancelled' });
  });

  it('a cancellation request does not stop an execution that has begun', async () => {
    const { row, finish } = await executing();
    await pipeline.client.workflow.getHandle(row.workflow_id).cancel();
    await eventually(async () => {
      const state = await pipeline.client.workflow
        .getHandle(row.workflow_id)
        .query<{ standing: { kind: string } }>('state');
      assert.equal(state.standing.kind, 'executing');
    });
    finish();
    await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await refused(row.id)).length, 1);
  });

  it('terminated in Temporal, a pending action is cancelled by the sweep and says why', async () => {
    const row = await create(pipeline);
    await pipeline.client.workflow.getHandle(row.workflow_id).terminate('by hand');
    await eventually(async () => {
      await markUnseen(row.id);
      await sweep({ ...pipeline, log });
      assert.equal((await readRow(pipeline, row.id)).status, 'cancelled');
    });
    assert.match((await readRow(pipeline, row.id)).cancel_reason ?? '', /terminated/);
  });

  async function markUnseen(actionId: string): Promise<void> {
    await pipeline.db
      .updateTable('pending_autonomous_actions')
      .set({ workflow_checked_at: new Date(0) })
      .where('id', '=', actionId)
      .execute();
  }
});
