import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { freePort } from '../../local/ports.ts';
import { run } from '../integration/cli/run.ts';
import { eventually } from '../support/eventually.ts';
import { type People, peopleOf } from './bottlecrm/people.ts';
import { type BottleCrm, startBottleCrm } from './bottlecrm/start.ts';
import { type LosingProxy, startLosingProxy } from './losingProxy.ts';
import { type Signoff, startSignoff } from './signoff.ts';

/** What BottleCRM calls our urgencies. */
const PRIORITIES: Readonly<Record<string, string>> = { low: 'Low', normal: 'Medium', high: 'High' };

const PATIENT = { timeoutMs: 30_000 };

describe('the whole loop with BottleCRM', function () {
  this.timeout(120_000);
  this.slow(10_000);
  let crm: BottleCrm;
  let people: People;
  let proxy: LosingProxy;
  let signoff: Signoff;

  before(async function () {
    // The first time, BottleCRM's database is migrated.
    this.timeout(15 * 60_000);
    const port = await freePort();
    crm = await startBottleCrm(`http://127.0.0.1:${port}/webhooks/bottlecrm`);
    people = peopleOf(crm);
    proxy = await startLosingProxy(crm.url);
    signoff = await startSignoff({ port, secret: crm.secret }, right());
    const { code, err } = await admin('crm', 'import', '--from', 'bottlecrm');
    assert.equal(code, 0, err);
    await untilRead();
  });
  after(async () => {
    await signoff?.stop();
    await proxy?.close();
  });

  const right = () => ({ url: proxy.url, token: crm.token });

  const admin = (...args: string[]) => {
    const env = {
      DATABASE_URL: signoff.pipeline.databaseUrl,
      PUBLIC_URL: 'https://signoff.test',
      BOTTLECRM_URL: crm.url,
      BOTTLECRM_TOKEN: crm.token,
      BOTTLECRM_WEBHOOK_SECRET: crm.secret,
    };
    return run('src/cli/admin.ts', args, { env });
  };

  /** Until nothing waits in the inbox. */
  const untilRead = () =>
    eventually(async () => {
      const { db } = signoff.pipeline;
      assert.deepEqual(await db.selectFrom('crm_inbox').select('id').where('state', '=', 'new').execute(), []);
    }, PATIENT);

  const untilMirrored = (dealId: string, stage: string) =>
    eventually(async () => {
      const { db } = signoff.pipeline;
      const query = db.selectFrom('crm_deals').select('properties').where('crm', '=', 'bottlecrm');
      const deal = await query.where('id', '=', dealId).executeTakeFirst();
      assert.equal(deal?.properties.stage, stage);
    }, PATIENT);
  const actionsOn = async (dealId: string) =>
    (await signoff.call('GET', `autonomous-actions?dealId=${dealId}&scope=own`)).items;
  const allActions = async () => (await signoff.call('GET', 'autonomous-actions?scope=own&limit=100')).items;
  const untilActionOn = (dealId: string) =>
    eventually(async () => {
      const [action] = await actionsOn(dealId);
      assert.ok(action, 'no action yet');
      return action;
    }, PATIENT);
  /** Approves it, and answers what has become of it. */
  const approve = async (id: string) => {
    // A worker that has just started may be late: the API asks for the same request again.
    const headers = { 'idempotency-key': randomUUID() };
    await eventually(
      () => signoff.call('POST', `autonomous-actions/${id}/approve?wait=executed`, {}, headers),
      PATIENT,
    );
    return signoff.call('GET', `autonomous-actions/${id}`);
  };

  /** A deal that people have moved on and back again, and the action that this came to. */
  async function regressed(name: string) {
    const dealId = await people.createDeal(name, 'PROSPECTING');
    await untilMirrored(dealId, 'PROSPECTING');
    await people.moveDeal(dealId, 'NEGOTIATION');
    await untilMirrored(dealId, 'NEGOTIATION');
    await people.moveDeal(dealId, 'QUALIFICATION');
    return { dealId, action: await untilActionOn(dealId) };
  }

  it('a deal that is moved back there becomes an approved task there, complete and once', async () => {
    const { dealId, action } = await regressed('Renewal');
    assert.deepEqual(
      [action.triggerType, action.actionType, action.crm, action.status, action.userId],
      ['deal_stage_regression', 'create_followup_task', 'bottlecrm', 'pending', 'ana'],
    );
    const { params, alerts } = await signoff.call('GET', `autonomous-actions/${action.id}`);
    assert.equal(alerts.length, 1);
    assert.deepEqual(await people.tasksOn(dealId), [], 'nothing is written before somebody has approved');

    const approved = await approve(action.id);
    assert.equal(approved.status, 'executed', JSON.stringify(approved));
    const [task, ...others] = await people.tasksOn(dealId);
    assert.deepEqual(others, []);
    assert.ok(task);
    assert.equal(task.title, params.subject);
    assert.equal(task.due_date, params.dueAt.slice(0, 10));
    assert.equal(task.priority, PRIORITIES[params.urgency]);
    assert.deepEqual(task.opportunity, { id: dealId, name: 'Renewal' });
    assert.deepEqual(
      task.assigned_to.map(({ id }) => id),
      [crm.anaId],
    );
    assert.deepEqual(
      task.contacts.map(({ id }) => id),
      [crm.contactId],
    );
    assert.match(task.description ?? '', /\nContact: Sarah Lee\n+ref: \S+$/);
    assert.equal(approved.result.taskId, task.id);
  });

  it('the same webhook again makes nothing new', async () => {
    const { dealId } = await regressed('Told twice');
    const before = await people.deliveries();
    const [latest] = before;
    assert.equal(latest?.event, 'deal.updated');
    await people.redeliver(latest.id);
    const again = (await people.deliveries())[0];
    assert.deepEqual([again?.event_id, again?.id === latest.id], [latest.event_id, false]);
    const kept = await signoff.pipeline.db
      .selectFrom('crm_inbox')
      .select('event_key')
      .where('event_key', 'like', `%${latest.event_id}%`)
      .execute();
    assert.equal(kept.length, 1);
    assert.equal((await actionsOn(dealId)).length, 1);
  });

  it('a task whose answer is lost is there once', async () => {
    const { dealId, action } = await regressed('Lost answer');
    const posts = () => proxy.seen.filter((what) => what === 'POST /api/tasks/').length;
    const before = posts();
    proxy.loseNextAnswerTo('POST /api/tasks/');
    const approved = await approve(action.id);
    assert.equal(approved.status, 'executed', JSON.stringify(approved));
    assert.equal(posts() - before, 1, 'it asks before it would write again');
    const [task, ...others] = await people.tasksOn(dealId);
    assert.deepEqual([approved.result.taskId, others], [task?.id, []]);
  });

  it('a touch becomes an interaction, and what BottleCRM tells of it makes no action', async () => {
    const { dealId } = await regressed('A meeting');
    const occurredAt = new Date(Date.now() - 60 * 60_000).toISOString();
    const raised = await signoff.call('POST', 'triggers', {
      triggerType: 'meeting_completed',
      actionType: 'log_touch',
      crm: 'bottlecrm',
      eventId: 'a-meeting',
      dealId,
      company: { id: crm.accountId, name: 'Acme Corp' },
      contact: { id: crm.contactId, name: 'Sarah Lee', email: 'sarah@acme.test' },
      actionParams: { subject: 'Met about the renewal', touchType: 'meeting', occurredAt },
    });
    const approved = await approve(raised.actionId);
    assert.equal(approved.status, 'executed', JSON.stringify(approved));
    const [interaction, ...others] = await people.interactionsOn(dealId);
    assert.deepEqual(others, []);
    assert.deepEqual([interaction?.kind, interaction?.subject], ['meeting', 'Met about the renewal']);
    assert.equal(Date.parse(interaction?.occurred_at ?? ''), Date.parse(occurredAt));

    await eventually(async () => {
      const [told] = await people.deliveries();
      assert.deepEqual([told?.event, told?.status], ['interaction.created', 'succeeded']);
    }, PATIENT);
    await untilRead();
    assert.equal((await actionsOn(dealId)).length, 2, 'the regression and the meeting');
  });

  it('a refused token fails the action in plain words, and its retry works with the right one', async () => {
    const { dealId, action } = await regressed('Wrong token');
    await signoff.restartWorker({ ...right(), token: `bcrm_pat_${randomBytes(24).toString('base64url')}` });
    try {
      const failed = await approve(action.id);
      assert.equal(failed.status, 'failed', JSON.stringify(failed));
      assert.match(failed.failure.message, /token/i);
      assert.deepEqual(await people.tasksOn(dealId), []);
    } finally {
      await signoff.restartWorker(right());
    }
    const { actionId } = await signoff.call('POST', `autonomous-actions/${action.id}/retry`);
    await eventually(async () => {
      const retry = await signoff.call('GET', `autonomous-actions/${actionId}`);
      assert.deepEqual([retry.status, retry.retryOf], ['executed', action.id]);
    }, PATIENT);
    assert.equal((await people.tasksOn(dealId)).length, 1);
  });

  it('the poll finds what a webhook that is switched off did not tell, and nothing that was told', async () => {
    const dealId = await people.createDeal('Polled', 'PROSPECTING');
    await people.moveDeal(dealId, 'PROPOSAL');
    await untilMirrored(dealId, 'PROPOSAL');
    const before = (await allActions()).length;
    await people.switchWebhook(false);
    try {
      await people.moveDeal(dealId, 'PROSPECTING');
      await signoff.poll();
      const action = await untilActionOn(dealId);
      assert.deepEqual([action.triggerType, action.crm], ['deal_stage_regression', 'bottlecrm']);
    } finally {
      await people.switchWebhook(true);
    }
    await signoff.poll();
    await untilRead();
    assert.equal((await allActions()).length, before + 1);
  });

  it('`admin crm check` says that everything is right', async () => {
    const { code, out, err } = await admin('crm', 'check');
    assert.equal(code, 0, `${out}${err}`);
    assert.match(out, /ok +owner of Ana Ruiz/);
    assert.doesNotMatch(out, /WRONG/);
  });
});
