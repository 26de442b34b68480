/**
 * Temporal's state is lost, or older than Postgres's, and the other way round: docs/lost-state.md says what becomes of what.
 * Nothing is executed twice, nothing is lost, and what happened is not told otherwise.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DeliveryError, type Effect } from '../../src/domain/delivery.ts';
import type { CrmClient } from '../../src/integrations/crm/crm.ts';
import { createAction } from '../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../src/store/database/schema.ts';
import { decideAction } from '../../src/store/decisions/decideAction.ts';
import { register } from '../../src/temporal/register.ts';
import { type RelayDeps, runRelay } from '../../src/temporal/relay.ts';
import { eventually } from '../support/eventually.ts';
import { knownUser } from '../support/knownUser.ts';
import { type OwnTemporal, startOwnTemporal } from '../support/ownTemporal.ts';
import {
  addRep,
  auditOf,
  automatic,
  create,
  decide,
  log,
  mailsOf,
  newAction,
  type Pipeline,
  readRow,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../support/pipeline.ts';

const NOTE = { actionType: 'notify_rep', params: { body: 'The value went up', urgency: 'normal' } } as const;
const SOON = { timeoutMs: 60_000 };

describe('lost state', function () {
  this.timeout(180_000);
  this.slow(60_000);
  let temporal: OwnTemporal;
  let pipeline: Pipeline;
  let stopRelay: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    temporal = await startOwnTemporal();
    pipeline = await startPipeline(async () => temporal);
  });
  afterEach(async () => {
    await stopRelay();
    await pipeline.stop();
    await temporal.stop();
  });

  function startRelay(): void {
    const { client, db, taskQueue, means } = pipeline;
    const stopping = new AbortController();
    const deps: RelayDeps = {
      client,
      db,
      taskQueue,
      means,
      log,
      everyMs: 100,
      register: () => register(client, taskQueue, []),
      checkAfterMs: 1_000,
      lateMs: 1_000,
      reconciling: { stepMs: 100, restMs: 200, settledMs: 1_000 },
    };
    const relay = runRelay(deps, stopping.signal);
    stopRelay = async () => {
      stopping.abort();
      await relay;
    };
  }

  const retried = <T>(work: () => Promise<T>) => eventually(work, SOON);

  async function approved(overrides: Parameters<typeof create>[1] = {}): Promise<ActionRow> {
    const row = await create(pipeline, overrides);
    await decide(pipeline, row, 'approve');
    return row;
  }

  async function executed(overrides: Parameters<typeof create>[1] = {}): Promise<ActionRow> {
    const row = await approved(overrides);
    await untilStatus(pipeline, row.id, 'executed');
    await pipeline.client.workflow.getHandle(row.workflow_id).result();
    return row;
  }

  async function slackPosts({ id }: ActionRow): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${pipeline.slack.port}/messages`);
    return (await response.text()).split(`"delivery_key":"${id}"`).length - 1;
  }

  async function holdSlack(times: number, afterMs: number): Promise<void> {
    const body = JSON.stringify({ method: 'chat.postMessage', kind: 'late', afterMs, times });
    assert.ok((await fetch(`http://127.0.0.1:${pipeline.slack.port}/faults`, { method: 'POST', body })).ok);
  }

  async function isRunning({ workflow_id }: ActionRow): Promise<boolean> {
    const { status } = await pipeline.client.workflow.getHandle(workflow_id).describe();
    return status.name === 'RUNNING';
  }

  it('Temporal emptied under running workers: decisions count, all goes on without a restart, nothing leaves twice', async () => {
    await pipeline.startWorker({ inFlightMs: 5_000 });
    startRelay();
    const [waiting, decided, scheduled, sent] = [
      await create(pipeline),
      await create(pipeline),
      await create(pipeline),
      await executed(),
    ];
    assert.ok((await decide(pipeline, scheduled, 'approve', { undoSeconds: 5 })).accepted);
    await holdSlack(5, 3_000);
    const held = await Promise.all(Array.from({ length: 5 }, () => approved(NOTE)));
    await eventually(async () => {
      const { sending } = await pipeline.db
        .selectFrom('deliveries')
        .select(({ fn }) => fn.countAll<string>().as('sending'))
        .where('state', '=', 'sending')
        .executeTakeFirstOrThrow();
      assert.equal(sending, '5');
    });

    await temporal.lose();
    const approval = { ...knownUser('ana'), type: 'approve', id: randomUUID() } as const;
    assert.ok((await decideAction(pipeline.db, decided.id, approval, pipeline)).accepted);

    await retried(async () => assert.ok(await isRunning(waiting)));
    for (const row of [decided, scheduled, ...held]) {
      await retried(async () => assert.equal((await readRow(pipeline, row.id)).status, 'executed'));
    }
    for (const row of held) assert.equal(await slackPosts(row), 1, 'Slack posts');
    for (const row of [decided, scheduled, sent]) assert.equal((await mailsOf(pipeline, row.id)).length, 1, 'emails');
    assert.equal((await readRow(pipeline, waiting.id)).status, 'pending');
    await pipeline.client.schedule.getHandle('crm-scan-silence').describe();
  });

  it('Temporal as it was earlier: what has ended since ends there too, and what is new is started', async () => {
    await pipeline.startWorker();
    const [mailed, cancelled, waiting] = [await create(pipeline), await create(pipeline), await create(pipeline)];
    const restore = await temporal.backUp();
    startRelay();
    await retried(() => decide(pipeline, mailed, 'approve').then(({ accepted }) => assert.ok(accepted)));
    await decide(pipeline, cancelled, 'cancel');
    await untilStatus(pipeline, mailed.id, 'executed');
    const later = await create(pipeline);

    await restore();
    for (const row of [mailed, cancelled]) await retried(async () => assert.ok(!(await isRunning(row))));
    for (const row of [waiting, later]) await retried(async () => assert.ok(await isRunning(row)));
    assert.equal((await readRow(pipeline, mailed.id)).status, 'executed');
    assert.equal((await mailsOf(pipeline, mailed.id)).length, 1);
  });

  it('Postgres as it was earlier: what was executed reads so, also where it is approved again, and leaves once', async () => {
    await pipeline.startWorker();
    const [mailed, again, cancelled] = [await create(pipeline), await create(pipeline), await create(pipeline)];
    const restore = await pipeline.backUp();
    await retried(() => executedNow(mailed));
    await executedNow(again);
    await decide(pipeline, cancelled, 'cancel');
    await pipeline.client.workflow.getHandle(cancelled.workflow_id).result();

    await restore();
    await retried(async () => assert.equal((await readRow(pipeline, again.id)).status, 'pending'));
    assert.ok((await decide(pipeline, again, 'approve')).accepted);
    startRelay();
    for (const row of [mailed, again]) {
      await retried(async () => assert.equal((await readRow(pipeline, row.id)).status, 'executed'));
      assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    }
    await retried(async () => assert.equal((await readRow(pipeline, cancelled.id)).status, 'cancelled'));
    assert.match((await auditOf(pipeline, mailed.id)).at(-1)?.message ?? '', /known from Temporal/);
  });

  async function executedNow(row: ActionRow): Promise<void> {
    assert.ok((await decide(pipeline, row, 'approve')).accepted);
    await untilStatus(pipeline, row.id, 'executed');
    await pipeline.client.workflow.getHandle(row.workflow_id).result();
  }

  it('Postgres as it was before six actions: six new triggers get workflows of their own, which ask first', async () => {
    await pipeline.startWorker();
    const rep = await addRep(pipeline, automatic('send_email'));
    const situations = Array.from({ length: 6 }, (_, i) => ({ userId: rep, dealId: `forgotten-${i}` }));
    const restore = await pipeline.backUp();
    const forgotten = await retried(() => Promise.all(situations.map((situation) => create(pipeline, situation))));
    for (const row of forgotten.slice(0, 2)) await executedNow(row);

    await restore();
    const made = await retried(() =>
      Promise.all(situations.map((situation) => createAction(pipeline.db, newAction(situation)))),
    );
    startRelay();
    const rows = await retried(async () => {
      const current = await Promise.all(made.map(({ actionId }) => readRow(pipeline, actionId)));
      for (const row of current) assert.ok(row.workflow_started_at !== null && (await isRunning(row)));
      return current;
    });
    assert.deepEqual(new Set(rows.map(({ auto_execute_at }) => auto_execute_at)), new Set([null]));
    for (const row of forgotten) await retried(async () => assert.ok(!(await isRunning(row))));
    for (const row of rows) await decide(pipeline, row, 'approve');
    for (const row of rows) {
      await untilStatus(pipeline, row.id, 'executed');
      assert.equal((await mailsOf(pipeline, row.id)).length, 1);
    }
  });

  it('Postgres as it was before an action: its workflow is ended, as nobody can decide on it', async () => {
    const restore = await pipeline.backUp();
    const forgotten = await retried(() => create(pipeline));
    await restore();
    startRelay();
    await retried(async () => assert.ok(!(await isRunning(forgotten))));
  });

  describe('Postgres as it was before an effect went on its way', () => {
    const unanswered = () => Promise.reject(new DeliveryError('unconfirmed', 'no answer'));
    const cases = [
      { what: 'delivered, it reads executed', perform: async () => ({ made: 1 }), status: 'executed' },
      { what: 'unanswered and not to be asked about, it is unconfirmed', perform: unanswered, status: 'failed' },
      {
        what: 'found when asked about, it reads executed',
        perform: unanswered,
        found: { made: 1 },
        status: 'executed',
      },
      { what: 'surely not delivered, it fails and can be retried', perform: unanswered, found: null, status: 'failed' },
    ] as const;

    /** A CRM that has got what it was given, and answers nothing before it is let go. */
    function holding(perform: () => ReturnType<Effect['perform']>, asking: Pick<Effect, 'ask'> = {}) {
      let performed = 0;
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const effect = (): Effect => ({
        async perform({ fence }) {
          await fence();
          performed += 1;
          await held;
          return perform();
        },
        ...asking,
      });
      const client: CrmClient = { name: 'built-in', createTask: effect, logTouch: effect };
      return { crms: new Map([['built-in', client]]), performed: () => performed, release: () => release() };
    }

    for (const { what, perform, status, ...asking } of cases) {
      it(what, async () => {
        const { crms, performed, release } = holding(
          perform,
          'found' in asking ? { ask: async () => asking.found } : {},
        );
        await pipeline.startWorker({ crms });
        const row = await create(pipeline, TOUCH);
        const restore = await pipeline.backUp();
        await retried(() => decide(pipeline, row, 'approve'));
        await eventually(() => assert.equal(performed(), 1), SOON);
        await restore();
        release();
        const ended = await retried(async () => {
          const current = await readRow(pipeline, row.id);
          assert.equal(current.status, status);
          return current;
        });
        assert.equal(performed(), 1);
        const kind = !('found' in asking) ? 'unconfirmed' : 'permanent';
        if (status === 'failed') assert.equal(ended.failure?.kind, kind);
      });
    }

    it('its workflow terminated as well, it is unconfirmed, and what had not begun is cancelled', async () => {
      const { crms, performed, release } = holding(async () => ({ made: 1 }));
      await pipeline.startWorker({ crms });
      const [begun, waiting] = [await create(pipeline, TOUCH), await create(pipeline, TOUCH)];
      const restore = await pipeline.backUp();
      await retried(() => decide(pipeline, begun, 'approve'));
      await eventually(() => assert.equal(performed(), 1), SOON);
      await restore();
      for (const { workflow_id } of [begun, waiting]) {
        await pipeline.client.workflow.getHandle(workflow_id).terminate('by hand');
      }
      startRelay();
      try {
        const failed = await retried(async () => {
          const row = await readRow(pipeline, begun.id);
          assert.equal(row.status, 'failed');
          return row;
        });
        assert.equal(failed.failure?.kind, 'unconfirmed');
        assert.match(failed.failure.message, /an execution had begun.*look whether it arrived/);
        await retried(async () => assert.equal((await readRow(pipeline, waiting.id)).status, 'cancelled'));
      } finally {
        release();
      }
      await pipeline.stopWorkers();
      assert.equal(performed(), 1);
      assert.equal((await readRow(pipeline, begun.id)).status, 'failed');
    });
  });
});
