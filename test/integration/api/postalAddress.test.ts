import assert from 'node:assert/strict';
import { claimFor, startApi, type TestApi } from './support.ts';

describe('API: emails of a workspace that wants its postal address below each', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const change = async (body: object) =>
    assert.equal((await api.call('adam', 'PATCH', '/api/workspace', { body })).status, 200);
  const email = (actionType = 'send_email') =>
    api.makeAction('ana', {
      actionType,
      actionParams: { contactEmail: 'sarah@acme.test', subject: 'Hi', body: 'Hi' },
    });
  const approve = (id: string) => api.call('ana', 'POST', `/api/autonomous-actions/${id}/approve`, { body: {} });

  it('are approved without one while nobody asks for it, and refused with the reason once somebody does', async () => {
    await change({ postalAddress: null });
    assert.equal((await approve(await email())).status, 200);
    await change({ requirePostalAddress: true });
    const id = await email();
    const { status, body } = await approve(id);
    assert.deepEqual([status, body.code, body.obstacles.length], [409, 'not-executable', 1]);
    assert.match(body.detail, /no postal address/);
    await change({ postalAddress: '1 Main Street' });
    assert.equal((await approve(id)).status, 200);
  });

  it('are judged once more when they are about to leave', async () => {
    await change({ requirePostalAddress: true, postalAddress: '1 Main Street' });
    const id = await email();
    assert.equal((await approve(id)).status, 200);
    await change({ postalAddress: null });
    assert.deepEqual(await claimFor(api, id), { kind: 'settled', outcome: 'failed' });
    const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
    assert.match(body.failure.message, /no postal address/);
  });

  it('do not keep a draft from the rep’s own mailbox', async () => {
    await change({ requirePostalAddress: true, postalAddress: null });
    assert.equal((await approve(await email('draft_email'))).status, 200);
  });
});
