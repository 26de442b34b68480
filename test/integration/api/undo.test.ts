import assert from 'node:assert/strict';
import { changeSettings } from '../../support/pipeline.ts';
import { startApi, type TestApi } from './support.ts';

describe('undo and reschedule at the API', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const path = (id: string, rest = '') => `/api/autonomous-actions/${id}${rest}`;
  const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
  const DAY_MS = 86_400_000;

  it('an approval with a window answers pending, with the moment it executes at, and shows whose it is', async () => {
    const id = await api.makeAction('ana');
    const approved = await api.call('mia', 'POST', path(id, '/approve'), { body: { version: 1, undoSeconds: 60 } });
    assert.deepEqual([approved.status, approved.body.status, approved.body.decision], [200, 'pending', 'approve']);
    const shown = (await api.call('ana', 'GET', path(id))).body;
    assert.equal(shown.status, 'pending');
    assert.deepEqual([shown.scheduledApproval.by, shown.scheduledApproval.byName], ['mia', 'Mia']);
    assert.equal(shown.scheduledApproval.executesAt, approved.body.executesAt);
    assert.equal(Date.parse(approved.body.executesAt) - Date.parse(approved.body.decidedAt), 60_000);
  });

  it('undo answers with the version that the action is at, and is told in the trail in words', async () => {
    const id = await api.makeAction('ana');
    const body = { version: 1, undoSeconds: 60, params: { subject: 'Edited' } };
    await api.call('ana', 'POST', path(id, '/approve'), { body });
    const undone = await api.call('ana', 'POST', path(id, '/undo'), { body: { version: 2 } });
    assert.deepEqual([undone.status, undone.body.decision, undone.body.version], [200, 'undo', 2]);
    const { audit, scheduledApproval } = (await api.call('ana', 'GET', path(id))).body;
    assert.equal(scheduledApproval, null);
    assert.deepEqual(
      audit.slice(1).map(({ inWords }: { inWords: string }) => inWords),
      ['Approval scheduled by Ana through the API: subject', 'Approval undone by Ana through the API'],
    );
  });

  it('is one decision also where it is posted to the collection', async () => {
    const id = await api.makeAction('ana');
    const post = (body: object) =>
      api.call('ana', 'POST', '/api/autonomous-actions', { body: { actionId: id, ...body } });
    assert.equal((await post({ action: 'approve', undoSeconds: 60 })).body.status, 'pending');
    assert.equal((await post({ action: 'undo' })).body.decision, 'undo');
    assert.equal((await post({ action: 'reschedule', autoExecuteAt: null })).body.autoExecuteAt, null);
  });

  it('reschedule answers with the deadlines as they are now', async () => {
    const id = await api.makeAction('ana');
    const expiresAt = inMs(20 * DAY_MS);
    const moved = await api.call('ana', 'POST', path(id, '/reschedule'), { body: { autoExecuteAt: null, expiresAt } });
    assert.deepEqual([moved.status, moved.body.decision, moved.body.version], [200, 'reschedule', 1]);
    assert.deepEqual([moved.body.autoExecuteAt, moved.body.expiresAt], [null, expiresAt]);
  });

  it('refuses an automatic execution of what the settings have switched off', async () => {
    const id = await api.makeAction('ana');
    await changeSettings(api.db, 'ana', {});
    const body = { autoExecuteAt: inMs(DAY_MS) };
    const refused = await api.call('ana', 'POST', path(id, '/reschedule'), { body });
    assert.deepEqual([refused.status, refused.body.code], [409, 'auto-execute-off']);
  });

  it('an approval waits for the moment that was chosen, says so, and can be undone; the past is refused', async () => {
    const id = await api.makeAction('ana');
    const executeAt = inMs(DAY_MS);
    const approved = await api.call('ana', 'POST', path(id, '/approve'), { body: { executeAt, undoSeconds: 10 } });
    assert.deepEqual([approved.status, approved.body.executesAt], [200, executeAt], JSON.stringify(approved.body));
    const { scheduledApproval } = (await api.call('ana', 'GET', path(id))).body;
    assert.deepEqual([scheduledApproval.executesAt, scheduledApproval.chosen], [executeAt, true]);
    assert.equal((await api.call('ana', 'POST', path(id, '/undo'))).status, 200);
    const past = await api.call('ana', 'POST', path(id, '/approve'), { body: { executeAt: inMs(-1) } });
    assert.equal(past.body.code, 'invalid-schedule');
  });

  for (const [what, route, body] of [
    ['an undo window beyond ten minutes', '/approve', { undoSeconds: 601 }],
    ['an approval for no moment', '/approve', { executeAt: 'tomorrow' }],
    ['a rescheduling to no time', '/reschedule', { autoExecuteAt: 'tomorrow' }],
    ['a rescheduling of nothing', '/reschedule', {}],
    ['an undo with parameters', '/undo', { params: { subject: 'x' } }],
  ] as const) {
    it(`refuses ${what} and changes nothing`, async () => {
      const id = await api.makeAction('ana');
      const refused = await api.call('ana', 'POST', path(id, route), { body });
      assert.equal(refused.status, 422, JSON.stringify(refused.body));
      const { version, status, scheduledApproval, audit } = (await api.call('ana', 'GET', path(id))).body;
      assert.deepEqual([version, status, scheduledApproval, audit.length], [1, 'pending', null, 1]);
    });
  }
});
