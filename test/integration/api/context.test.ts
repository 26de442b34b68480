import assert from 'node:assert/strict';
import { applyChanges } from '../../../src/activities/crmIn/applyChanges.ts';
import type { CrmChange } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { writeDetectionSettings } from '../../../src/store/settings/detectionSettings.ts';
import { startApi, type TestApi } from './support.ts';

const BEFORE = '2026-11-01T09:00:00.000Z';
const NOW = '2026-11-20T09:00:00.000Z';
const LATER = '2026-11-21T09:00:00.000Z';
const [WROTE, ANSWERED] = ['2026-11-18T08:00:00.000Z', '2026-11-19T08:00:00.000Z'];
const detection = {
  ...DEFAULT_DETECTION,
  pipelines: [
    { id: '77', open: ['1001', '1002'], won: ['1003'], lost: ['1004'], labels: { '1001': 'Pilot', '1002': 'Rollout' } },
  ],
};

describe('API: what the CRM knows around an action', function () {
  this.timeout(30_000);
  let api: TestApi;
  let actionId: string;

  const apply = (key: string, ...changes: CrmChange[]) =>
    api.db.transaction().execute((tx) => {
      const scope = { workspaceId: 'acme', crm: 'hubspot' };
      return applyChanges({ tx, scope, settings: detection }, key, changes);
    });
  const contextOf = async (id: string) => (await api.call('ana', 'GET', `/api/autonomous-actions/${id}`)).body;

  before(async () => {
    api = await startApi();
    await writeDetectionSettings(api.db, 'acme', { pipelines: detection.pipelines }, { ...SYSTEM, role: 'admin' });
    const { email: ownerEmail } = await api.db
      .selectFrom('users')
      .select('email')
      .where('id', '=', 'ana')
      .executeTakeFirstOrThrow();
    const person = { name: 'Sarah Lee', email: 'sarah@acme.test', jobTitle: 'CFO', timeZone: 'Asia/Tokyo' };
    await apply('contact:201', {
      type: 'record',
      kind: 'contact',
      id: '201',
      properties: person,
      at: BEFORE,
      bulk: true,
    });
    const deal = { name: 'Renewal', pipeline: '77', stage: '1002', closeDate: '2027-01-31', contactIds: ['201'] };
    const properties = { ...deal, ownerEmail, amountMinor: 100, currency: 'USD' };
    await apply('deal:301', { type: 'record', kind: 'deal', id: '301', properties, at: BEFORE, bulk: true });
    const email = { type: 'engagement', kind: 'email', contactId: '201', dealId: '301', bulk: true } as const;
    await apply('engagement:e1', { ...email, id: 'e1', direction: 'inbound', at: WROTE });
    await apply('engagement:e2', { ...email, id: 'e2', direction: 'outbound', at: ANSWERED });
    const change = { type: 'record', kind: 'deal', id: '301', bulk: false } as const;
    const [made] = await apply('deal:301', { ...change, properties: { stage: '1001' }, at: NOW });
    actionId = made?.id ?? '';
    await apply('deal:301', { ...change, properties: { amountMinor: 50 }, at: LATER });
  });
  after(() => api.stop());

  it('shows role, time zone, close date, last emails in and out, and what else happened on the deal', async () => {
    const { context } = await contextOf(actionId);
    assert.deepEqual(context.contact, { jobTitle: 'CFO', timeZone: 'Asia/Tokyo' });
    assert.deepEqual(context.deal, { stage: 'Pilot', closeDate: '2027-01-31' });
    assert.deepEqual([context.lastEmailIn, context.lastEmailOut], [WROTE, ANSWERED]);
    assert.equal(context.changes.length, 1);
    assert.match(context.changes[0].summary, /value dropped/);
  });

  it('calls stages as people do, in the summary, the alert and the subject', async () => {
    const { contextSummary, alerts, subject } = await contextOf(actionId);
    assert.match(contextSummary, /from Rollout to Pilot/);
    assert.match(alerts[0].summary, /from Rollout to Pilot/);
    assert.equal(subject.deal.stage, 'Pilot');
  });

  it('reads nothing of the mirror for a trigger that was posted: it may name any record', async () => {
    const posted = await api.makeAction('ben', {
      deal: { id: '301' },
      contact: { id: '201' },
      company: { id: '401' },
      crm: 'hubspot',
    });
    const { body } = await api.call('ben', 'GET', `/api/autonomous-actions/${posted}`);
    const nothing = { crm: 'hubspot', contact: null, deal: null, lastEmailIn: null, lastEmailOut: null, changes: [] };
    assert.deepEqual(body.context, nothing);
    assert.equal((await api.call('ben', 'GET', `/api/autonomous-actions/${actionId}`)).status, 404);
  });
});
