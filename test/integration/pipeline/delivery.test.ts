import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DeliveryError } from '../../../src/domain/delivery.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { confirmDelivery, retryAction } from '../../../src/store/decisions/finish.ts';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { recordFailed } from '../../../src/store/execution/settle.ts';
import { sweep, tellUntold } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  addRep,
  auditOf,
  create,
  decide,
  deliveryOf,
  log,
  mailsOf,
  type Pipeline,
  readRow,
  resultOf,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

describe('executing once', () => {
  let pipeline: Pipeline;
  const crm = scriptedCrm();
  const means = { smtpRelay: true, slack: true, crms: new Set(['built-in']) };

  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: crm.crms });
  });
  after(() => pipeline.stop());

  async function approved(overrides: Parameters<typeof create>[1] = {}): Promise<ActionRow> {
    const row = await create(pipeline, overrides);
    assert.ok((await decide(pipeline, row, 'approve')).accepted);
    return row;
  }

  async function mailboxFault(fault: object): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${pipeline.mailbox.httpPort}/faults`, {
      method: 'POST',
      body: JSON.stringify(fault),
    });
    assert.ok(response.ok);
  }

  const by = () => ({ actor: knownUser('ana'), commandId: randomUUID() });

  /** A script that waits before or after the fence until it is told to go on. */
  function held(where: 'before' | 'after') {
    let go: () => void = () => undefined;
    const sent: string[] = [];
    const reached = new Promise<void>((resolve) => {
      const wait = () =>
        new Promise<void>((proceed) => {
          go = proceed;
          resolve();
        });
      crm.next.push(async ({ fence }) => {
        if (where === 'before') await wait();
        await fence();
        sent.push(where);
        if (where === 'after') await wait();
        return { by: where };
      });
    });
    return { reached, sent, go: () => go() };
  }

  it('a transient failure is retried until it succeeds, and the effect happens once', async () => {
    await mailboxFault({ phase: 'rcpt', reply: 451, times: 2 });
    const row = await approved();
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.equal(executed.failure, null);
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    assert.equal((await deliveryOf(pipeline, row.id)).attempt, 3);
  });

  it('a permanent refusal fails at the first attempt and says what the server said', async () => {
    await mailboxFault({ phase: 'rcpt', reply: 550, times: 1 });
    const row = await approved();
    const failed = await untilStatus(pipeline, row.id, 'failed');
    assert.equal(failed.failure?.kind, 'permanent');
    assert.match(failed.failure?.message ?? '', /550/);
    const { state, attempt } = await deliveryOf(pipeline, row.id);
    assert.deepEqual([state, attempt], ['refused', 1]);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'failed' });
  });

  it('an email whose last answer is lost is never sent again: unconfirmed, for a person to look at', async () => {
    await mailboxFault({ phase: 'dot', close: true, times: 1 });
    const row = await approved();
    const failed = await untilStatus(pipeline, row.id, 'failed');
    assert.equal(failed.failure?.kind, 'unconfirmed');
    assert.equal((await deliveryOf(pipeline, row.id)).state, 'unknown');
    assert.equal((await mailsOf(pipeline, row.id)).length, 1);
  });

  it('a rate limit is waited for as long as the other side asks, and not longer than needed', async () => {
    const times: number[] = [];
    crm.next.push(
      async () => {
        times.push(Date.now());
        throw new DeliveryError('rate-limited', 'slow down', { retryAfterMs: 2_500 });
      },
      async ({ fence }) => {
        times.push(Date.now());
        await fence();
        return {};
      },
    );
    const row = await approved(TOUCH);
    await untilStatus(pipeline, row.id, 'executed');
    const [first = 0, second = 0] = times;
    assert.ok(second - first >= 2_500, `only ${second - first} ms later`);
  });

  it('after a lost answer the other side is asked, and what it has is the result: no second effect', async () => {
    const before = crm.attempts.length;
    crm.next.push(async ({ fence }) => {
      await fence();
      throw new DeliveryError('unconfirmed', 'no answer');
    });
    crm.ask.push(async () => ({ found: true }));
    const row = await approved(TOUCH);
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual(executed.result, { found: true });
    assert.equal(crm.attempts.length - before, 1);
  });

  it('after a lost answer and a clear "no" from the other side the effect is made, once', async () => {
    const before = crm.attempts.length;
    crm.next.push(async ({ fence }) => {
      await fence();
      throw new DeliveryError('unconfirmed', 'no answer');
    });
    crm.ask.push(async () => null);
    const row = await approved(TOUCH);
    await untilStatus(pipeline, row.id, 'executed');
    assert.equal(crm.attempts.length - before, 2);
  });

  it('trouble while asking leaves the doubt standing: it is asked again, not sent again', async () => {
    const before = crm.attempts.length;
    crm.next.push(async ({ fence }) => {
      await fence();
      throw new DeliveryError('unconfirmed', 'no answer');
    });
    crm.ask.push(
      async () => {
        throw new DeliveryError('transient', 'the CRM is away');
      },
      async () => ({ found: 'later' }),
    );
    const row = await approved(TOUCH);
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual(executed.result, { found: 'later' });
    assert.equal(crm.attempts.length - before, 1);
  });

  it('trouble before asking leaves the doubt standing, too: it is asked once it can be', async () => {
    const before = crm.attempts.length;
    crm.next.push(async ({ fence }) => {
      await fence();
      throw new DeliveryError('unconfirmed', 'no answer');
    });
    crm.prepare.push(
      () => undefined,
      () => {
        throw new Error('Connection terminated unexpectedly');
      },
    );
    crm.ask.push(async () => ({ found: 'later' }));
    const row = await approved(TOUCH);
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.deepEqual(executed.result, { found: 'later' });
    assert.equal(crm.attempts.length - before, 1);
  });

  it('an attempt that was overtaken before the fence never sends', async () => {
    const zombie = held('before');
    const row = await approved(TOUCH);
    await zombie.reached;
    const overtaking = await claimExecution(pipeline.db, row.id, { means, leaseMs: 1_000, atMs: 0 });
    assert.equal(overtaking.kind === 'claimed' && overtaking.attempt, 2);
    zombie.go();
    // The zombie fails at its fence, Temporal tries again, and that third attempt delivers.
    const executed = await untilStatus(pipeline, row.id, 'executed');
    assert.notDeepEqual(executed.result, { by: 'before' });
    assert.deepEqual(zombie.sent, []);
    assert.equal((await deliveryOf(pipeline, row.id)).attempt, 3);
  });

  it("an overtaken attempt's late success is kept as evidence and changes no status", async () => {
    const zombie = held('after');
    const row = await approved(TOUCH);
    await zombie.reached;
    const overtaking = await claimExecution(pipeline.db, row.id, { means, leaseMs: 1_000, atMs: 0 });
    assert.ok(overtaking.kind === 'claimed' && overtaking.inDoubt);
    const failure = { kind: 'unconfirmed', message: 'nobody knows' } as const;
    await recordFailed(pipeline.db, row.id, overtaking.attempt, failure, 'unknown');
    zombie.go();
    const delivery = await eventually(async () => {
      const current = await deliveryOf(pipeline, row.id);
      assert.equal(current.late_results.length, 1);
      return current;
    });
    assert.equal(delivery.state, 'unknown');
    assert.equal((await readRow(pipeline, row.id)).status, 'failed');
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'failed' });
  });

  it('what a server said of a delivery stands in no history', async () => {
    await mailboxFault({ phase: 'rcpt', reply: 550, times: 1 });
    const row = await approved();
    const said = (await untilStatus(pipeline, row.id, 'failed')).failure?.message ?? '';
    await resultOf(pipeline, row);
    const { events } = await pipeline.client.workflow.getHandle(row.workflow_id).fetchHistory();
    const whole = (events ?? []).map((event) => textOf(event)).join();
    // What is looked for is where it should be, and would be found: the workflow's own words are.
    assert.match(said, /rcpt refused as ordered/);
    assert.match(whole, /the reason stands in/);
    assert.doesNotMatch(whole, /refused as ordered/);
  });

  it('an execution whose workflow was terminated is not settled while its attempt may be alive', async () => {
    const alive = held('after');
    const row = await approved(TOUCH);
    await alive.reached;
    await pipeline.client.workflow.getHandle(row.workflow_id).terminate('by hand');
    await sweep({ ...pipeline, log, checkAfterMs: 0, lateMs: 0 });
    const { status } = await readRow(pipeline, row.id);
    alive.go();
    assert.equal(status, 'approved');
    await untilStatus(pipeline, row.id, 'executed');
    assert.equal((await deliveryOf(pipeline, row.id)).state, 'done');
  });

  describe('with a small retry budget', () => {
    it('transient failures end when the budget is spent, counted from the first attempt', async () => {
      const other = await startPipeline();
      try {
        const down = scriptedCrm();
        const fail = async () => {
          throw new DeliveryError('transient', 'the CRM is down');
        };
        down.next.push(fail, fail, fail, fail, fail);
        await other.startWorker({ crms: down.crms, retryBudgetMs: 1_500 });
        const row = await create(other, TOUCH);
        await decide(other, row, 'approve');
        const failed = await untilStatus(other, row.id, 'failed');
        assert.deepEqual(failed.failure, { kind: 'transient', message: 'the CRM is down' });
        assert.ok(down.attempts.length >= 2 && down.attempts.length < 5);
      } finally {
        await other.stop();
      }
    });
  });

  it('notify_rep posts one Slack message that carries the action, though the first answer is lost', async () => {
    await fetch(`${pipeline.slack.slackApiUrl.replace(/\/api\/$/, '')}/faults`, {
      method: 'POST',
      body: JSON.stringify({ method: 'chat.postMessage', kind: 'lose_answer', times: 1 }),
    });
    const userId = await addRep(pipeline);
    const row = await approved({
      userId,
      actionType: 'notify_rep',
      triggerType: 'deal_value_increase',
      params: { body: 'Value <!channel> went up', urgency: 'normal' },
    });
    await untilStatus(pipeline, row.id, 'executed');
    const response = await fetch(`http://127.0.0.1:${pipeline.slack.port}/messages`);
    const text = await response.text();
    assert.equal(text.split(`"action_id":"${row.id}"`).length - 1, 1, text.slice(0, 500));
    assert.doesNotMatch(text, /<!channel>/);
  });

  it('draft_email without a mailbox keeps the draft and sends nothing', async () => {
    const row = await approved({ actionType: 'draft_email' });
    await untilStatus(pipeline, row.id, 'executed');
    const draft = await pipeline.db
      .selectFrom('email_drafts')
      .selectAll()
      .where('action_id', '=', row.id)
      .executeTakeFirstOrThrow();
    assert.match(draft.eml.toString(), /^X-Unsent: 1\r\n/);
    assert.match(draft.eml.toString(), /Subject: Following up/);
    assert.deepEqual(await mailsOf(pipeline, row.id), []);
  });

  describe('after a failure', () => {
    async function unconfirmed(): Promise<ActionRow> {
      await mailboxFault({ phase: 'dot', close: true, times: 1 });
      const row = await approved();
      await untilStatus(pipeline, row.id, 'failed');
      return row;
    }

    it('confirm and retry at once: exactly one of them happens', async () => {
      const row = await unconfirmed();
      const replies = await Promise.all([
        confirmDelivery(pipeline.db, row.id, by()),
        retryAction(pipeline.db, row.id, by()),
        confirmDelivery(pipeline.db, row.id, by()),
        retryAction(pipeline.db, row.id, by()),
      ]);
      assert.equal(replies.filter(({ kind }) => kind === 'done').length, 1);
    });

    it('once retried, it can no longer be confirmed, nor once confirmed be retried', async () => {
      const [retried, confirmed] = [await unconfirmed(), await unconfirmed()];
      assert.equal((await retryAction(pipeline.db, retried.id, by())).kind, 'done');
      const late = await confirmDelivery(pipeline.db, retried.id, by());
      assert.equal(late.kind === 'refused' && late.type, 'already-retried');
      assert.equal((await confirmDelivery(pipeline.db, confirmed.id, by())).kind, 'done');
      const again = await retryAction(pipeline.db, confirmed.id, by());
      assert.equal(again.kind === 'refused' && again.type, 'not-failed');
    });

    it('confirmed, the action is executed and the trail says by whom', async () => {
      const row = await unconfirmed();
      assert.equal((await confirmDelivery(pipeline.db, row.id, by())).kind, 'done');
      assert.equal((await readRow(pipeline, row.id)).status, 'executed');
      const last = (await auditOf(pipeline, row.id)).at(-1);
      assert.deepEqual([last?.command, last?.by, last?.from, last?.to], ['confirm', 'ana', 'failed', 'executed']);
      assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    });

    it('retried, a new action of the same situation is approved and executed; the failed one stays failed', async () => {
      await mailboxFault({ phase: 'rcpt', reply: 550, times: 1 });
      const row = await approved();
      await untilStatus(pipeline, row.id, 'failed');
      const retried = await retryAction(pipeline.db, row.id, by());
      const retryId = retried.kind === 'done' ? retried.actionId : assert.fail(retried.message);
      await dueNow(retryId);
      await tellUntold({ ...pipeline, log });
      const executed = await untilStatus(pipeline, retryId, 'executed');
      assert.equal(executed.retry_of, row.id);
      assert.equal(executed.dedup_key, row.dedup_key);
      assert.equal(executed.draft_version, 'deal_value_decrease/1');
      assert.equal(executed.decided_by, 'ana');
      assert.equal((await readRow(pipeline, row.id)).status, 'failed');
      assert.equal((await mailsOf(pipeline, retryId)).length, 1);
    });

    it('what is known not to have been delivered cannot be confirmed', async () => {
      await mailboxFault({ phase: 'rcpt', reply: 550, times: 1 });
      const row = await approved();
      await untilStatus(pipeline, row.id, 'failed');
      const reply = await confirmDelivery(pipeline.db, row.id, by());
      assert.equal(reply.kind === 'refused' && reply.type, 'not-unconfirmed');
    });

    it('while the situation has a pending action a retry is refused and names it', async () => {
      await mailboxFault({ phase: 'rcpt', reply: 550, times: 1 });
      const row = await approved({ dealId: 'deal-retry' });
      await untilStatus(pipeline, row.id, 'failed');
      const pending = await create(pipeline, { dealId: 'deal-retry' });
      const reply = await retryAction(pipeline.db, row.id, by());
      assert.deepEqual(reply.kind === 'refused' && [reply.type, reply.actionId], ['key-pending', pending.id]);
    });

    it('the same request repeated is answered like the first time, and makes one retry', async () => {
      await mailboxFault({ phase: 'rcpt', reply: 550, times: 1 });
      const row = await approved();
      await untilStatus(pipeline, row.id, 'failed');
      const request = by();
      const replies = [
        await retryAction(pipeline.db, row.id, request),
        await retryAction(pipeline.db, row.id, request),
      ];
      const made = replies.map((reply) => (reply.kind === 'done' ? reply.actionId : reply.message));
      assert.equal(made[0], made[1]);
    });

    async function dueNow(actionId: string): Promise<void> {
      await pipeline.db
        .updateTable('pending_autonomous_actions')
        .set({ tell_at: new Date(0) })
        .where('id', '=', actionId)
        .execute();
    }
  });
});

/** An event with the payloads in it as text. */
function textOf(event: object): string {
  return JSON.stringify(event, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
}
