import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken, listTokens } from '../../../src/store/access/tokens.ts';
import { createAction } from '../../../src/store/actions/createAction.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { decideAction } from '../../../src/store/decisions/decideAction.ts';
import { addCover } from '../../../src/store/people/covers.ts';
import { deactivateUser, reactivateUser } from '../../../src/store/people/deactivate.ts';
import { reconcile } from '../../../src/temporal/reconcile.ts';
import { tellUntold } from '../../../src/temporal/relay.ts';
import { eventually } from '../../support/eventually.ts';
import {
  addRep,
  auditOf,
  automatic,
  create,
  log,
  mailsOf,
  newAction,
  type Pipeline,
  readRow,
  startPipeline,
  untilStatus,
} from '../../support/pipeline.ts';

const HOUR_MS = 3_600_000;

describe('a leaver’s pending actions', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
    await pipeline.startWorker();
  });
  after(() => pipeline.stop());

  const leave = (userId: string) => deactivateUser(pipeline.db, 'acme', userId, SYSTEM);
  /** Tells now what the API’s teller would have told. */
  async function relayed(): Promise<void> {
    const { db } = pipeline;
    await db
      .updateTable('pending_autonomous_actions')
      .set({ tell_at: new Date(0) })
      .where('tell', 'is not', null)
      .execute();
    await tellUntold({ ...pipeline, log });
  }
  async function approve(row: ActionRow, by: string): Promise<void> {
    const scope = { workspaceId: 'acme', userId: by, reach: 'own+covered' } as const;
    await createToken(pipeline.db, by, 'test', SYSTEM);
    const tokenId = (await listTokens(pipeline.db, by)).at(-1)?.id ?? assert.fail();
    const actor = { by, channel: 'api', credential: { kind: 'token', tokenId } } as const;
    const command = { ...actor, type: 'approve', id: randomUUID() } as const;
    assert.ok((await decideAction(pipeline.db, row.id, command, { ...pipeline, scope })).accepted);
  }
  async function cover(userId: string, coverId: string): Promise<void> {
    const scope = { workspaceId: 'acme', userId, reach: 'own' } as const;
    const times = { beginsAt: new Date(Date.now() - HOUR_MS), endsAt: new Date(Date.now() + HOUR_MS) };
    const added = await addCover(pipeline.db, scope, { userId, coverId, ...times }, { ...SYSTEM, by: userId });
    assert.ok('id' in added);
  }

  it('go to their manager, get a workflow of the manager’s, and leave once, in the manager’s name', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    assert.deepEqual(await leave(userId), { disarmed: 0, handedTo: 'mia', handedOver: 1, kept: 0 });
    const handed = await readRow(pipeline, row.id);
    assert.equal(handed.user_id, 'mia');
    assert.match(handed.workflow_id, /^action\/mia\//);
    assert.deepEqual([handed.dedup_key, handed.status], [row.dedup_key, 'pending']);
    const [entry] = (await auditOf(pipeline, row.id)).slice(-1);
    assert.deepEqual([entry?.command, entry?.changes], ['hand_over', { userId: { from: userId, to: 'mia' } }]);

    const events = await pipeline.db
      .selectFrom('events')
      .select(['type', 'user_id'])
      .where('action_id', '=', row.id)
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    assert.deepEqual(events, [{ type: 'action.created', user_id: 'mia' }]);

    await relayed();
    await approve(handed, 'mia');
    await relayed();
    await untilStatus(pipeline, row.id, 'executed');
    const mails = await mailsOf(pipeline, row.id);
    assert.equal(mails.length, 1);
    assert.match(JSON.stringify(mails[0]), /mia@signoff\.test/);
  });

  it('the workflow that an action had under the leaver is ended, and executes nothing', async () => {
    const userId = await addRep(pipeline);
    const row = await create(pipeline, { userId });
    await leave(userId);
    await relayed();
    const atOnce = { stepMs: 0, restMs: 0, settledMs: -1_000 };
    await eventually(
      async () => {
        await reconcile({ ...pipeline, log }, atOnce);
        const { status } = await pipeline.client.workflow.getHandle(row.workflow_id).describe();
        assert.equal(status.name, 'TERMINATED');
      },
      { timeoutMs: 20_000 },
    );
    const { status, workflow_id } = await readRow(pipeline, row.id);
    assert.equal(status, 'pending');
    assert.equal((await pipeline.client.workflow.getHandle(workflow_id).describe()).status.name, 'RUNNING');
  });

  it('go to whoever covers for them rather than to the manager', async () => {
    const [userId, coverId] = [await addRep(pipeline), await addRep(pipeline)];
    const row = await create(pipeline, { userId });
    await cover(userId, coverId);
    assert.equal((await leave(userId))?.handedTo, coverId);
    assert.equal((await readRow(pipeline, row.id)).user_id, coverId);
  });

  it('stay, marked by their owner’s leaving, where nobody takes them or the receiver has the same situation pending', async () => {
    const userId = await addRep(pipeline);
    const { db } = pipeline;
    const theirs = await create(pipeline, { userId });
    const same = newAction({ userId: 'mia', dealId: theirs.deal_id ?? undefined });
    const { actionId } = await createAction(db, same);
    assert.equal((await readRow(pipeline, actionId)).dedup_key, theirs.dedup_key);
    assert.deepEqual(await leave(userId), { disarmed: 0, handedTo: 'mia', handedOver: 0, kept: 1 });
    assert.equal((await readRow(pipeline, theirs.id)).user_id, userId);

    const alone = await addRep(pipeline);
    await db.updateTable('users').set({ manager_id: null }).where('id', '=', alone).execute();
    await create(pipeline, { userId: alone });
    assert.deepEqual(await leave(alone), { disarmed: 0, handedTo: null, handedOver: 0, kept: 1 });
  });

  it('whoever comes back is armed with nothing: what executed by itself asks', async () => {
    const userId = await addRep(pipeline, automatic('send_email'));
    await leave(userId);
    assert.ok(await reactivateUser(pipeline.db, 'acme', userId, SYSTEM));
    const row = await create(pipeline, { userId });
    assert.equal(row.auto_execute_at, null);
    assert.equal(
      await pipeline.db.selectFrom('mailboxes').select('user_id').where('user_id', '=', userId).executeTakeFirst(),
      undefined,
    );
  });

  it('what a cover approved is sent once, in the owner’s name, also where the cover has ended since', async () => {
    const [userId, coverId] = [await addRep(pipeline), await addRep(pipeline)];
    const row = await create(pipeline, { userId });
    await cover(userId, coverId);
    await pipeline.stopWorkers();
    await approve(row, coverId);
    await pipeline.db.updateTable('covers').set({ ends_at: new Date() }).where('user_id', '=', userId).execute();
    await relayed();
    await pipeline.startWorker();
    await untilStatus(pipeline, row.id, 'executed');
    const mails = await mailsOf(pipeline, row.id);
    assert.equal(mails.length, 1);
    assert.match(JSON.stringify(mails[0]), new RegExp(`${userId}@signoff.test`));
    assert.equal((await readRow(pipeline, row.id)).decided_by, coverId);
  });
});
