import assert from 'node:assert/strict';
import type { ApplicationFailure } from '@temporalio/common';
import { sql } from 'kysely';
import type { Refusal } from '../../../src/domain/decide.ts';
import { closeEnded } from '../../../src/temporal/relay.ts';
import type { Accepted, DecisionMessage } from '../../../src/workflows/messages.ts';
import { eventually } from '../../support/eventually.ts';
import {
  auditOf,
  create,
  decide,
  log,
  mailsOf,
  type Pipeline,
  readRow,
  refusedFor,
  resultOf,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

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
    return reply.accepted ? assert.fail('the decision was accepted') : reply.refusal;
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

  /** Holds the row until several wait for it, so that none comes after another by chance. */
  async function atOnce<T>(actionId: string, work: () => Promise<T>): Promise<T> {
    const { working } = await pipeline.db.transaction().execute(async (tx) => {
      const rows = tx.selectFrom('pending_autonomous_actions').select('id').where('id', '=', actionId);
      await rows.forUpdate().executeTakeFirstOrThrow();
      const working = work();
      await eventually(async () => {
        // Within a transaction it would be told the same again and again.
        await sql`select pg_stat_clear_snapshot()`.execute(tx);
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::int as waiting from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`.execute(tx);
        assert.ok((rows[0]?.waiting ?? 0) >= 5, 'they do not wait yet');
      });
      return { working };
    });
    return working;
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

  it('a decision on an action that has ended is told how, and changes nothing', async () => {
    const row = await create(pipeline);
    await decide(pipeline, row, 'cancel');
    await resultOf(pipeline, row);
    assert.equal((await refusal(pipeline, row, 'approve')).type, 'already-decided');
    assert.equal((await readRow(pipeline, row.id)).status, 'cancelled');
  });

  it('of twenty decisions at once exactly one is taken', async () => {
    const row = await create(pipeline, TOUCH);
    const replies = await atOnce(row.id, () =>
      Promise.all(Array.from({ length: 20 }, (_, i) => decide(pipeline, row, i % 2 === 0 ? 'approve' : 'cancel'))),
    );
    assert.equal(replies.filter(({ accepted }) => accepted).length, 1);
    await resultOf(pipeline, row);
    const decisions = (await auditOf(pipeline, row.id)).filter(
      ({ command, accepted }) => accepted && ['approve', 'cancel'].includes(command),
    );
    assert.equal(decisions.length, 1);
  });

  it('the same command given twice, or twenty times at once, is one decision with one answer', async () => {
    const row = await create(pipeline);
    const send = () => decide(pipeline, row, 'edit', { id: 'edit:1', params: { subject: 'Once' } });
    const replies = await Promise.all(Array.from({ length: 20 }, send));
    const told = replies.map((reply) => `${reply.accepted} ${reply.accepted && reply.entry.version}`);
    assert.deepEqual(new Set(told), new Set(['true 2']));
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
    assert.equal(refusedFor(entry), 'not-executable');
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
    finish();
    await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'executed' });
    assert.equal((await refused(row.id)).length, 1);
  });

  it('terminated in Temporal, a pending action is cancelled long before it would expire, and says why', async () => {
    const row = await create(pipeline);
    await pipeline.client.workflow.getHandle(row.workflow_id).terminate('by hand');
    await eventually(
      async () => {
        await closeEnded({ ...pipeline, log });
        assert.equal((await readRow(pipeline, row.id)).status, 'cancelled');
      },
      { timeoutMs: 20_000 },
    );
    assert.match((await readRow(pipeline, row.id)).cancel_reason ?? '', /terminated/);
  });

  it('a decision counts while Temporal and every worker are away, and a repetition gets the refusal that it got', async () => {
    const row = await create(pipeline, { params: { subject: 'Hello', body: 'Hello', urgency: 'normal' } });
    const approve = () => decide(pipeline, row, 'approve', { id: 'approve:refused' });
    const first = await approve();
    assert.equal(!first.accepted && first.refusal.type, 'not-executable');
    await decide(pipeline, row, 'edit', { params: { contactEmail: 'sarah@acme.test' } });
    const again = await approve();
    assert.deepEqual(!again.accepted && again.refusal, !first.accepted && first.refusal);
    await decide(pipeline, row, 'cancel');
  });

  it('an update from any Temporal client decides on the row, and answers or refuses with the reason', async () => {
    const row = await create(pipeline, TOUCH);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    const edited = await handle.executeUpdate<Accepted, [DecisionMessage]>('edit', {
      args: [{ params: { subject: 'By update' } }],
    });
    assert.deepEqual(edited, { version: 2 });
    const stale = handle.executeUpdate<Accepted, [DecisionMessage]>('approve', { args: [{ version: 1 }] });
    await assert.rejects(stale, ({ cause }: { cause: ApplicationFailure }) => cause.type === 'stale-version');
    await handle.executeUpdate<Accepted, [DecisionMessage]>('approve', { args: [{ by: 'someone', version: 2 }] });
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual([executed.decided_by, executed.decision_channel], ['someone', 'temporal']);
  });

  it('what the database can never take is refused, and the action goes on', async () => {
    const row = await create(pipeline, TOUCH);
    const handle = pipeline.client.workflow.getHandle(row.workflow_id);
    await handle.signal('edit', { params: { subject: 'x', companyName: 'a\u0000b' } });
    await handle.signal('cancel', { by: 'a\u0000b', reason: 'x' });
    await handle.signal('edit', { params: { subject: 'After' } });
    await eventually(async () => assert.equal((await readRow(pipeline, row.id)).action_params.subject, 'After'));
    await decide(pipeline, row, 'approve');
    await untilStatus(pipeline, row.id, 'executed');
  });
});
