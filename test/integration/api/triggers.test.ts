import assert from 'node:assert/strict';
import { BUILT_IN } from '../../../src/domain/crmNames.ts';
import { TRIGGER_ACTION_MAP, TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import { addEngagement } from '../../../src/store/crm/mirror.ts';
import { aTrigger, startApi, type TestApi } from './support.ts';

describe('API: triggers', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const post = (body: Record<string, unknown>, who: 'ana' | 'mia' | 'crm' = 'ana') =>
    api.call(who, 'POST', '/api/triggers', { body });
  const show = async (actionId: string) => (await api.call('ana', 'GET', `/api/autonomous-actions/${actionId}`)).body;

  for (const triggerType of TRIGGER_TYPES) {
    it(`proposes ${TRIGGER_ACTION_MAP[triggerType]} for ${triggerType}, with valid parameters of its own`, async () => {
      const { status, body } = await post({ ...aTrigger(`c-${triggerType}`), triggerType, eventId: 'e1' });
      assert.equal(status, 201, JSON.stringify(body));
      assert.equal(body.actionType, TRIGGER_ACTION_MAP[triggerType]);
      assert.match(body.workflowId, /^action\/ana\//);
      assert.equal(api.told.at(-1)?.id, body.actionId);
      const action = await show(body.actionId);
      assert.deepEqual([action.status, action.contextSummary], ['pending', body.contextSummary]);
      assert.equal(action.params.companyName, 'Acme Corp');
      assert.match(action.draftVersion, new RegExp(`^${triggerType}/\\d+$`));
      assert.equal(action.alerts[0].id, body.alertId);
    });
  }

  it('takes ids alone, and what a company or a deal is called only with its id', async () => {
    const bare = await post({ triggerType: 'activity_slump', companyId: 'bare', dealId: 'd' });
    assert.equal(bare.status, 201);
    const action = await show(bare.body.actionId);
    assert.deepEqual([action.companyId, action.dealId, action.subject.company.id], ['bare', 'd', 'bare']);
    const beside = await post({ triggerType: 'activity_slump', companyId: 'beside', company: { name: 'Beside Inc' } });
    assert.equal((await show(beside.body.actionId)).subject.company.name, 'Beside Inc');
    const nameless = await post({ triggerType: 'activity_slump', company: { name: 'Acme' } });
    assert.deepEqual([nameless.status, nameless.body.errors[0].pointer], [422, '/company/id']);
    const torn = await post({ triggerType: 'activity_slump', companyId: 'a', company: { id: 'b' } });
    assert.deepEqual([torn.status, torn.body.errors[0].pointer], [422, '/company/id']);
  });

  it('answers the contact’s last email, as the mirror of the CRM knows it, and nobody else’s', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const mail = {
      id: 'mail-1',
      kind: 'email',
      contactId: 'p-mail',
      title: 'Rollout',
      messageId: '<last@acme.test>',
    } as const;
    await api.db
      .transaction()
      .execute((tx) =>
        addEngagement(tx, { workspaceId: 'acme', crm: BUILT_IN }, { ...mail, type: 'engagement', at, bulk: false }),
      );
    const contact = { id: 'p-mail', name: 'Sarah Lee', email: 'sarah@acme.test' };
    const paramsTo = async (companyId: string, actionParams: object) => {
      const trigger = { ...aTrigger(companyId), crm: BUILT_IN, contact, actionType: 'draft_email', actionParams };
      return (await show((await post(trigger)).body.actionId)).params;
    };
    const answer = await paramsTo('mail-1', {});
    assert.deepEqual([answer.inReplyTo, answer.subject], ['<last@acme.test>', 'Re: Rollout']);
    const toAnother = await paramsTo('mail-2', { contactEmail: 'tom@acme.test' });
    assert.equal(toAnother.inReplyTo, undefined);
    assert.doesNotMatch(toAnother.subject, /Rollout/);
  });

  it('lets given parameters, summary and action type win', async () => {
    const { body } = await post({
      ...aTrigger('wins'),
      actionType: 'send_email',
      actionParams: { subject: 'Mine', urgency: 'low', contextSummary: 'from the parameters' },
    });
    const action = await show(body.actionId);
    assert.deepEqual(
      [action.actionType, action.params.subject, action.urgency, action.contextSummary],
      ['send_email', 'Mine', 'low', 'from the parameters'],
    );
    const both = await post({
      ...aTrigger('wins-2'),
      contextSummary: 'given',
      actionParams: { contextSummary: 'from the parameters' },
    });
    assert.equal(both.body.contextSummary, 'given');
  });

  it('joins a duplicate to the action that stands, and shows its alert there', async () => {
    const first = await post(aTrigger('dup'));
    const second = await post({ ...aTrigger('dup'), deal: { id: 'deal-1', amountMinor: 5_000_000, currency: 'USD' } });
    assert.deepEqual([second.status, second.body.deduplicated, second.body.outcome], [200, true, 'duplicate']);
    assert.equal(second.body.actionId, first.body.actionId);
    const { alerts } = await show(first.body.actionId);
    assert.deepEqual(
      alerts.map(({ id }: { id: string }) => id),
      [first.body.alertId, second.body.alertId],
    );
    assert.match(alerts[1].summary, /\$50,000/);
  });

  it('follows the settings: another action, none, and when it executes by itself', async () => {
    await api.call('mia', 'PUT', '/api/settings', {
      body: {
        triggerActions: { champion_cold: 'notify_rep', activity_slump: 'off' },
        autoExecute: { notify_rep: { enabled: true, autoExecuteDelayMinutes: 10 } },
      },
    });
    const other = await post({ ...aTrigger('settings'), triggerType: 'champion_cold' }, 'mia');
    assert.equal(other.body.actionType, 'notify_rep');
    const delayMs = Date.parse(other.body.autoExecuteAt) - Date.parse(other.body.createdAt);
    assert.equal(delayMs, 10 * 60_000);
    const off = await post({ ...aTrigger('settings'), triggerType: 'activity_slump' }, 'mia');
    assert.deepEqual([off.status, off.body], [200, { outcome: 'switched_off', deduplicated: false }]);
    const explicit = await post(
      { ...aTrigger('settings'), triggerType: 'activity_slump', actionType: 'draft_email' },
      'mia',
    );
    assert.equal(explicit.status, 201);
    const logged = await api.db
      .selectFrom('trigger_log')
      .select('outcome')
      .where('user_id', '=', 'mia')
      .orderBy('id')
      .execute();
    assert.deepEqual(
      logged.map(({ outcome }) => outcome),
      ['created', 'switched_off', 'created'],
    );
  });

  it('accepts triggers while Temporal is away', async () => {
    const other = await startApi({ teller: { tell: () => undefined, idle: async () => undefined } });
    const id = await other.makeAction('ana');
    const { body } = await other.call('ana', 'GET', `/api/autonomous-actions/${id}`);
    assert.deepEqual([body.status, body.workflowStartedAt], ['pending', null]);
    await other.stop();
  });

  it('ids that cannot be those of the CRM which is written to are refused at the door', async () => {
    for (const crm of ['hubspot', 'bottlecrm']) {
      for (const id of ['../../admin/users/1', '%2e%2e', '1?x=', '1#', 'ü', '..']) {
        const refused = await post({ triggerType: 'deal_stage_regression', crm, deal: { id } });
        assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/deal/id'], id);
      }
    }
    // Of the workspace's CRM, where the trigger names none and the action writes to it.
    await api.db.updateTable('workspaces').set({ crm: 'bottlecrm' }).execute();
    const trigger = { triggerType: 'deal_stage_regression', company: { id: '../../admin/users/1' } };
    const statusOf = async (actionType: string) => (await post({ ...trigger, actionType })).status;
    assert.deepEqual(
      [await statusOf('create_followup_task'), await statusOf('log_touch'), await statusOf('notify_rep')],
      [422, 422, 201],
    );
    await api.db.updateTable('workspaces').set({ crm: 'built-in' }).execute();
  });

  it('an action is of the CRM that its trigger names, else of the workspace’s', async () => {
    const crmOf = async (company: string, trigger: object) => {
      const { status, body } = await post({ ...aTrigger(company), ...trigger });
      assert.equal(status, 201, JSON.stringify(body));
      const row = api.db.selectFrom('pending_autonomous_actions').select('crm').where('id', '=', body.actionId);
      return (await row.executeTakeFirstOrThrow()).crm;
    };
    assert.deepEqual(
      [await crmOf('crm-1', {}), await crmOf('2', { crm: 'hubspot', deal: { id: '21' }, contact: { id: '22' } })],
      ['built-in', 'hubspot'],
    );
    await api.db.updateTable('workspaces').set({ crm: 'bottlecrm' }).execute();
    assert.deepEqual([await crmOf('crm-3', {}), await crmOf('crm-4', { crm: 'built-in' })], ['bottlecrm', 'built-in']);
    await api.db.updateTable('workspaces').set({ crm: 'built-in' }).execute();
  });

  it('refuses what is no trigger, saying where', async () => {
    const cases: [Record<string, unknown>, string][] = [
      [{ triggerType: 'nothing' }, '/triggerType'],
      [{ ...aTrigger('x'), actionType: 'delete_everything' }, '/actionType'],
      [{ ...aTrigger('x'), unknown: 1 }, ''],
      [{ ...aTrigger('x'), crm: 'webhook' }, '/crm'],
      [{ ...aTrigger('x'), occurredAt: 'yesterday' }, '/occurredAt'],
      [{ ...aTrigger('x'), contact: { email: 'nobody' } }, '/contact/email'],
      [{ ...aTrigger('x'), contact: { name: 'Sa\r\nrah' } }, '/contact/name'],
      [{ ...aTrigger('x'), deal: { id: 'd', amountMinor: 1.5 } }, '/deal/amountMinor'],
      [{ ...aTrigger('x'), deal: { id: 'd', currency: 'dollars' } }, '/deal/currency'],
      [{ ...aTrigger('x'), company: { id: 'x', url: 'javascript:alert(1)' } }, '/company/url'],
      [{ ...aTrigger('x'), actionParams: { subject: '' } }, '/actionParams/subject'],
      [{ ...aTrigger('x'), actionParams: { bcc: 'eve@evil.test' } }, '/actionParams'],
      [{ ...aTrigger('x'), contextSummary: 'a\u0000b' }, '/contextSummary'],
      [{ ...aTrigger('x'), actionParams: { reason: '\ud800' } }, '/actionParams/reason'],
    ];
    for (const [trigger, pointer] of cases) {
      const { status, body } = await post(trigger);
      assert.equal(status, 422, JSON.stringify(trigger));
      assert.equal(body.errors[0].pointer, pointer, JSON.stringify(body));
    }
  });

  it('keeps ids of any form, hashed where they are too long for a key', async () => {
    const long = `ø/${'x'.repeat(150)}`;
    const { status, body } = await post({ ...aTrigger(long) });
    assert.equal(status, 201);
    assert.ok(Buffer.byteLength(body.workflowId) <= 255);
    const { body: found } = await api.call(
      'ana',
      'GET',
      `/api/autonomous-actions?companyId=${encodeURIComponent(long)}`,
    );
    assert.deepEqual(
      found.items.map(({ id }: { id: string }) => id),
      [body.actionId],
    );
  });
});
