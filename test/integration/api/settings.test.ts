import assert from 'node:assert/strict';
import { startApi, type TestApi } from './support.ts';

describe('API: settings and oneself', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  it('shows what holds: one’s own over the workspace’s over the defaults', async () => {
    const workspace = {
      autoExecute: {
        log_touch: { enabled: true, autoExecuteDelayMinutes: 5 },
        notify_rep: { enabled: true, autoExecuteDelayMinutes: 0 },
      },
      triggerActions: { champion_cold: 'notify_rep' },
      undoSeconds: { send_email: 30, log_touch: 5 },
    };
    const own = {
      autoExecute: { log_touch: { enabled: false, autoExecuteDelayMinutes: 7 } },
      undoSeconds: { log_touch: 0, draft_email: 600 },
    };
    await api.call('adam', 'PUT', '/api/workspace/settings', { body: workspace });
    const { status, body } = await api.call('ana', 'PUT', '/api/settings', { body: own });
    assert.equal(status, 200);
    assert.deepEqual([body.own, body.workspace], [own, workspace]);
    assert.deepEqual(body.effective.autoExecute, {
      send_email: { enabled: false, autoExecuteDelayMinutes: 30 },
      draft_email: { enabled: false, autoExecuteDelayMinutes: 30 },
      create_followup_task: { enabled: false, autoExecuteDelayMinutes: 30 },
      log_touch: { enabled: false, autoExecuteDelayMinutes: 7 },
      notify_rep: { enabled: true, autoExecuteDelayMinutes: 0 },
    });
    assert.equal(body.effective.triggerActions.champion_cold, 'notify_rep');
    assert.equal(body.effective.triggerActions.activity_slump, 'draft_email');
    const undo = { send_email: 30, draft_email: 600, create_followup_task: 0, log_touch: 0, notify_rep: 0 };
    assert.deepEqual(body.effective.undoSeconds, undo);
    assert.deepEqual((await api.call('ana', 'GET', '/api/settings')).body, body);
    const { body: types } = await api.call('ana', 'GET', '/api/action-types');
    const windows = types.items.map((item: { actionType: string; undoSeconds: number }) => [
      item.actionType,
      item.undoSeconds,
    ]);
    assert.deepEqual(Object.fromEntries(windows), undo, 'the same where screens look');
    const { body: otto } = await api.call('otto', 'GET', '/api/settings');
    assert.equal(otto.effective.undoSeconds.send_email, 10, 'what has been sent cannot be taken back');
    assert.deepEqual((await api.call('otto', 'GET', '/api/settings')).body.workspace, {}, 'another workspace');
  });

  it('refuses settings that are none', async () => {
    const bodies = [
      { autoExecute: { send_email: { enabled: true, autoExecuteDelayMinutes: 10_001 } } },
      { autoExecute: { send_email: { enabled: true, autoExecuteDelayMinutes: -1 } } },
      { autoExecute: { send_email: { enabled: true } } },
      { autoExecute: { fly: { enabled: true, autoExecuteDelayMinutes: 1 } } },
      { triggerActions: { champion_cold: 'fly' } },
      { triggerActions: { nothing: 'off' } },
      { undoSeconds: { send_email: 601 } },
      { undoSeconds: { send_email: 1.5 } },
      { colour: 'red' },
    ];
    for (const body of bodies) {
      assert.equal((await api.call('ana', 'PUT', '/api/settings', { body })).status, 422, JSON.stringify(body));
    }
  });

  it('a manager changes the workspace’s defaults, and not what administrators alone set; both stand in the trail', async () => {
    const sendWindow = { hours: { days: ['mon'], from: '09:00', to: '17:00' } };
    const put = (who: 'mia' | 'adam', body: object) => api.call(who, 'PUT', '/api/workspace/settings', { body });
    assert.equal((await put('adam', { sendWindow, insightsByPerson: false })).status, 200);
    for (const body of [{}, { sendWindow, insightsByPerson: true }, { sendWindow, caps: { perRepPerDay: 1 } }]) {
      const refused = await put('mia', body);
      assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'], JSON.stringify(body));
    }
    const triggerActions = { email_opened_multiple: 'off' };
    assert.equal((await put('mia', { sendWindow, insightsByPerson: false, triggerActions })).status, 200);
    assert.deepEqual((await api.call('ana', 'GET', '/api/workspace/settings')).body.triggerActions, triggerActions);
    const { body } = await api.call('adam', 'GET', '/api/security-trail?event=workspace_settings_change&limit=1');
    assert.equal(body.items[0].by, 'mia');
    assert.deepEqual(body.items[0].detail, { 'triggerActions.email_opened_multiple': { from: null, to: 'off' } });
  });

  it('says who the token stands for, and a manager’s team', async () => {
    const { body } = await api.call('mia', 'GET', '/api/me');
    assert.deepEqual(
      { ...body, timeZone: null, locale: null },
      {
        id: 'mia',
        workspaceId: 'acme',
        workspaceName: 'Acme',
        role: 'manager',
        displayName: 'Mia',
        email: 'mia@signoff.test',
        timeZone: null,
        locale: null,
        currency: 'USD',
        managerId: null,
        covering: [],
        may: [
          'triggers.create',
          'actions.read',
          'actions.decide',
          'actions.snooze',
          'credentials.read',
          'alerts.read',
          'alerts.mark',
          'events.read',
          'records.read',
          'insights.read',
          'settings.own',
          'rules.read',
          'rules.change',
          'templates.own',
          'covers.manage',
          'me.read',
        ],
        failedWorkflowsUrl: null,
        team: [{ id: 'ana', displayName: 'Ana' }],
      },
    );
    const service = await api.call('crm', 'GET', '/api/me');
    assert.deepEqual(service.body.may, ['triggers.create', 'me.read']);
  });
});
