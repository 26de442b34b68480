import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { DeliveryError, type DeliveryResult } from '../../../src/domain/delivery.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createSession } from '../../../src/store/access/sessions.ts';
import { createToken } from '../../../src/store/access/tokens.ts';
import { OwnerHasLeft } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { decideAction } from '../../../src/store/decisions/decideAction.ts';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { addCover } from '../../../src/store/people/covers.ts';
import { deactivateUser, leave, reactivateUser } from '../../../src/store/people/deactivate.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { PersonRefused } from '../../../src/store/people/rules.ts';
import { readSettings, writeSettings } from '../../../src/store/settings/settings.ts';
import { eventually } from '../../support/eventually.ts';
import { knownUser } from '../../support/knownUser.ts';
import {
  addRep,
  auditOf,
  automatic,
  create,
  decide,
  deliveryOf,
  mailsOf,
  type Pipeline,
  readRow,
  resultOf,
  skipTime,
  startPipeline,
  TOUCH,
  untilStatus,
} from '../../support/pipeline.ts';
import { scriptedCrm } from '../../support/scriptedCrm.ts';

const MEANS = { smtpRelay: true, slack: true, crms: new Set(['built-in']) };

describe('when somebody leaves', () => {
  let pipeline: Pipeline;
  const crm = scriptedCrm();
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker({ crms: crm.crms });
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
    assert.equal((await deactivateUser(pipeline.db, 'acme', userId, SYSTEM))?.disarmed, 1);
    const voided = await readRow(pipeline, row.id);
    assert.deepEqual([voided.status, voided.scheduled_approval], ['pending', null]);
    assert.match((await lastEntry(row.id))?.message ?? '', /has left/);

    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);
  });

  it('automatic executions are called off, in the same transaction', async () => {
    const userId = await addRep(pipeline, automatic('send_email'));
    const row = await create(pipeline, { userId });
    assert.ok((await readRow(pipeline, row.id)).auto_execute_at !== null);
    await deactivateUser(pipeline.db, 'acme', userId, SYSTEM);
    assert.equal((await readRow(pipeline, row.id)).auto_execute_at, null);
    assert.match((await lastEntry(row.id))?.message ?? '', /has left/);
  });

  it('what they approved for others is voided, and is not sent when its window has passed', async () => {
    const managerId = 'boss';
    const boss = { id: managerId, workspaceId: 'acme', role: 'manager', displayName: 'Boss' } as const;
    await insertUser(pipeline.db, { ...boss, email: 'boss@signoff.test' }, SYSTEM);
    const userId = await addRep(pipeline);
    const { db } = pipeline;
    await db.updateTable('users').set({ manager_id: managerId }).where('id', '=', userId).execute();
    const row = await create(pipeline, { userId });
    await decide(pipeline, row, 'approve', { undoSeconds: 60, by: managerId });
    await untilScheduled(row.id);
    await deactivateUser(db, 'acme', managerId, SYSTEM);
    assert.equal((await readRow(pipeline, row.id)).scheduled_approval, null);
    await skipTime(pipeline, row.workflow_id);
    assert.deepEqual(await resultOf(pipeline, row), { outcome: 'expired' });
    assert.equal((await mailsOf(pipeline, row.id)).length, 0);
  });

  /** Somebody who leaves while `write` is on its way: begun before, and waiting for the leaving or waited for by it. */
  async function leavingDuring(userId: string, write: () => Promise<unknown>): Promise<unknown> {
    const { db } = pipeline;
    let writing: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (tx) => {
      await leave(tx, 'acme', userId, SYSTEM);
      writing = write().catch((error) => error);
      await eventually(async () => {
        const { rows } = await sql`select from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`.execute(db);
        assert.equal(rows.length, 1);
      });
    });
    return writing;
  }
  const countOf = async (table: 'sessions' | 'api_tokens' | 'pending_autonomous_actions', userId: string) =>
    (await pipeline.db.selectFrom(table).select('id').where('user_id', '=', userId).execute()).length;

  it('no session, token or setting of theirs comes into force afterwards, also where it was on its way', async () => {
    const { db } = pipeline;
    const armed = { autoExecute: { send_email: { enabled: true, autoExecuteDelayMinutes: 5 } } } as const;
    const writes = {
      sessions: (userId: string) => createSession(db, { userId }, SYSTEM),
      api_tokens: (userId: string) => createToken(db, userId, 'late', SYSTEM),
      settings: (userId: string) => writeSettings(db, userId, armed, SYSTEM),
    };
    for (const [what, write] of Object.entries(writes)) {
      const userId = await addRep(pipeline);
      const answer = await leavingDuring(userId, () => write(userId));
      assert.ok(answer instanceof PersonRefused && answer.refusal === 'deactivated', `${what}: ${answer}`);
      assert.equal(await countOf('sessions', userId), 0);
      assert.equal(await countOf('api_tokens', userId), 0);
      const { own } = await readSettings(db, userId);
      assert.ok(!own.autoExecute?.send_email?.enabled, what);
    }
  });

  it('a trigger of theirs that is on its way makes no action that nobody would be given', async () => {
    const userId = await addRep(pipeline);
    const answer = await leavingDuring(userId, () => create(pipeline, { userId }));
    assert.ok(answer instanceof OwnerHasLeft, String(answer));
    assert.equal(await countOf('pending_autonomous_actions', userId), 0);
  });

  it('what waits goes to nobody who decides on nothing: neither to a manager nor to a cover who administers now', async () => {
    const { db } = pipeline;
    const [managerId, coverId, userId] = [await addRep(pipeline), await addRep(pipeline), await addRep(pipeline)];
    await db.updateTable('users').set({ manager_id: managerId }).where('id', '=', userId).execute();
    const scope = { workspaceId: 'acme', userId, reach: 'workspace' } as const;
    const period = { beginsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + 60_000) };
    await addCover(db, scope, { userId, coverId, ...period }, SYSTEM);
    await db.updateTable('users').set({ role: 'admin' }).where('id', 'in', [managerId, coverId]).execute();
    await create(pipeline, { userId });
    const left = await deactivateUser(db, 'acme', userId, SYSTEM);
    assert.deepEqual([left?.handedTo, left?.handedOver, left?.kept], [null, 0, 1]);
  });

  it('a second leaving is in the trail as the first was', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    for (let round = 1; round <= 2; round += 1) {
      await decide(pipeline, row, 'approve', { undoSeconds: 60, by: userId });
      await untilScheduled(row.id);
      await deactivateUser(pipeline.db, 'acme', userId, SYSTEM);
      const disarmed = (await auditOf(pipeline, row.id)).filter(({ command }) => command === 'disarm');
      assert.equal(disarmed.length, round);
      await reactivateUser(pipeline.db, 'acme', userId, SYSTEM);
    }
  });

  const claim = (actionId: string) => claimExecution(pipeline.db, actionId, { means: MEANS, leaseMs: 1_000, atMs: 0 });
  const approve = async (actionId: string, by: string) => {
    const command = { ...knownUser(by), type: 'approve', id: `by ${by}` } as const;
    assert.ok((await decideAction(pipeline.db, actionId, command, pipeline)).accepted);
  };

  it('an approval by a manager who is theirs no longer when it is to be executed sends nothing, and says why', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    await approve(row.id, 'mia');
    await pipeline.db.updateTable('users').set({ manager_id: null }).where('id', '=', userId).execute();
    assert.deepEqual(await claim(row.id), { kind: 'settled', outcome: 'failed' });
    const { failure } = await readRow(pipeline, row.id);
    assert.match(failure?.message ?? '', /Mia, who approved this, may not decide on it any more/);
  });

  it('an execution under way is not begun again: it fails and says why', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    await approve(row.id, userId);
    assert.equal((await claim(row.id)).kind, 'claimed');
    await deactivateUser(pipeline.db, 'acme', userId, SYSTEM);
    assert.deepEqual(await claim(row.id), { kind: 'settled', outcome: 'failed' });
    const { failure } = await readRow(pipeline, row.id);
    assert.equal(failure?.kind, 'not-executable');
    assert.match(failure?.message ?? '', /has left/);
  });

  it('what executes by itself stops before it sends, where they leave after their settings were read', async () => {
    const userId = await addRep(pipeline, automatic('log_touch', 0));
    const sent = crm.attempts.length;
    crm.next.push(async ({ fence }) => {
      await deactivateUser(pipeline.db, 'acme', userId, SYSTEM);
      await fence();
      return {};
    });
    const row = await create(pipeline, { ...TOUCH, userId });
    const { failure } = await untilStatus(pipeline, row.id, 'failed');
    assert.deepEqual([failure?.kind, /has left/.test(failure?.message ?? '')], ['permanent', true]);
    const { state } = await deliveryOf(pipeline, row.id);
    assert.deepEqual([state, crm.attempts.length - sent], ['refused', 1]);
  });

  /** An approved touch whose first attempt's answer is lost, and whose rep leaves before the next one. */
  async function inDoubtAndLeft(found: DeliveryResult | null): Promise<ActionRow> {
    const userId = await addRep(pipeline);
    crm.next.push(async ({ fence }) => {
      await fence();
      await deactivateUser(pipeline.db, 'acme', userId, SYSTEM);
      throw new DeliveryError('unconfirmed', 'no answer');
    });
    crm.ask.push(async () => found);
    const row = await create(pipeline, { ...TOUCH, userId });
    await decide(pipeline, row, 'approve');
    return row;
  }

  it('what may have been delivered is asked about, and where it was not it is not repeated', async () => {
    const before = crm.attempts.length;
    const row = await inDoubtAndLeft(null);
    const { failure } = await untilStatus(pipeline, row.id, 'failed');
    assert.match(failure?.message ?? '', /has left/);
    assert.equal(failure?.kind, 'permanent');
    const { state, attempt } = await deliveryOf(pipeline, row.id);
    assert.deepEqual([state, attempt, crm.attempts.length - before], ['refused', 2, 1]);
  });

  it('what may have been delivered is asked about, and where it was it counts', async () => {
    const before = crm.attempts.length;
    const row = await inDoubtAndLeft({ found: true });
    assert.deepEqual((await untilStatus(pipeline, row.id, 'executed')).result, { found: true });
    assert.equal(crm.attempts.length - before, 1);
  });
});
