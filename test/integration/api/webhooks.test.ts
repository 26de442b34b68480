import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Signature } from '@hubspot/api-client';
import { createHubspotInbound } from '../../../src/integrations/crm/hubspot/inbound.ts';
import { createWebhookInbound } from '../../../src/integrations/crm/webhook/index.ts';
import type { Db } from '../../../src/store/database/db.ts';
import {
  type SignedBody,
  signedByHubspot as signByHubspot,
  signedStandard as signStandard,
} from '../../support/signedWebhooks.ts';
import { startApi, type TestApi } from './support.ts';

const PUBLIC_URL = 'https://signoff.example.com/base';
const CLIENT_SECRET = 'a-client-secret';
const [SECRET, NEW_SECRET, FOREIGN_SECRET] = [1, 2, 3].map(() => `whsec_${randomBytes(24).toString('base64')}`) as [
  string,
  string,
  string,
];
const MINUTE_MS = 60_000;

function signedByHubspot(
  body: string,
  { atMs = Date.now(), url = `${PUBLIC_URL}/webhooks/hubspot`, secret = CLIENT_SECRET } = {},
) {
  return signByHubspot(body, { secret, url, atMs });
}

function signedStandard(
  body: string,
  { secrets = [SECRET], ...rest }: { secrets?: string[]; atMs?: number; id?: string } = {},
) {
  return signStandard(body, { secrets, ...rest });
}

let events = 0;
function hubspotEvent(more: Record<string, unknown> = {}) {
  events += 1;
  return {
    eventId: events,
    subscriptionId: 1,
    portalId: 62515,
    appId: 54321,
    occurredAt: Date.now(),
    attemptNumber: 0,
    subscriptionType: 'deal.propertyChange',
    objectId: 123,
    propertyName: 'amount',
    propertyValue: '75000',
    changeSource: 'CRM_UI',
    ...more,
  };
}

const DEAL = {
  id: 'd-1',
  name: 'Renewal',
  companyId: 'c-1',
  stage: 'proposal',
  amount: 75_000,
  currency: 'USD',
  closeDate: '2026-12-31',
  competitors: [],
  contactIds: ['p-1'],
  updatedAt: '2026-11-23T10:00:00Z',
};
function cloudEvent(more: Record<string, unknown> = {}) {
  events += 1;
  return {
    specversion: '1.0',
    id: `e-${events}`,
    source: 'https://crm.example.com',
    type: 'crm.deal.updated',
    data: { record: DEAL, before: { amount: 100_000 } },
    ...more,
  };
}

function inbox(db: Db) {
  return db.selectFrom('crm_inbox').selectAll().orderBy('id').execute();
}

describe('webhooks', () => {
  let api: TestApi;

  before(async () => {
    api = await startApi({
      publicUrl: `${PUBLIC_URL}/`,
      webhooks: {
        crms: [createHubspotInbound(CLIENT_SECRET), createWebhookInbound([SECRET, NEW_SECRET])],
        workspaceId: 'acme',
      },
    });
  });
  after(() => api.stop());
  beforeEach(() => api.db.deleteFrom('crm_inbox').execute());

  async function post(path: string, { body, headers }: SignedBody, contentType = 'application/json') {
    const response = await api.app.inject({
      method: 'POST',
      url: `/webhooks/${path}`,
      headers: { 'content-type': contentType, ...headers },
      payload: body,
    });
    return { status: response.statusCode, body: response.json() };
  }
  const hubspot = (batch: unknown) => post('hubspot', signedByHubspot(JSON.stringify(batch)));
  const crm = (body: unknown, contentType?: string) => post('crm', signedStandard(JSON.stringify(body)), contentType);

  async function assertRefused(
    answer: Promise<{ status: number; body: { code: string } }>,
    status: number,
    code: string,
  ) {
    const { status: given, body } = await answer;
    assert.equal(given, status, JSON.stringify(body));
    assert.equal(body.code, code);
    assert.deepEqual(await inbox(api.db), []);
  }

  describe('HubSpot', () => {
    it('keeps a signed batch, each event once, however it is sent again', async () => {
      const batch = [
        hubspotEvent({ propertyName: 'dealstage', propertyValue: 'qualifiedtobuy' }),
        hubspotEvent(),
        hubspotEvent({
          subscriptionType: 'object.propertyChange',
          objectTypeId: '0-1',
          objectId: 7,
          propertyName: 'jobtitle',
        }),
        hubspotEvent({ subscriptionType: undefined, eventType: 'contact.creation', objectId: 8 }),
      ];
      assert.deepEqual((await hubspot(batch)).body, { stored: 4, duplicates: 0, skipped: 0 });
      const again = batch.map((event) => ({ ...event, attemptNumber: 1 })).reverse();
      assert.deepEqual((await hubspot(again.slice(0, 3))).body, { stored: 0, duplicates: 3, skipped: 0 });
      assert.deepEqual((await hubspot([...again.slice(3), ...again])).body, { stored: 0, duplicates: 5, skipped: 0 });
      const rows = await inbox(api.db);
      assert.deepEqual(
        rows.map((row) => [row.workspace_id, row.crm, row.record_key, row.state]),
        [
          ['acme', 'hubspot', 'deal:123', 'new'],
          ['acme', 'hubspot', 'deal:123', 'new'],
          ['acme', 'hubspot', 'contact:7', 'new'],
          ['acme', 'hubspot', 'contact:8', 'new'],
        ],
      );
    });

    it('counts a repetition within one batch as one', async () => {
      const event = hubspotEvent();
      assert.deepEqual((await hubspot([event, event])).body, { stored: 1, duplicates: 1, skipped: 0 });
    });

    it('refuses what is signed with another secret, for another URL, or not at all', async () => {
      const body = JSON.stringify([hubspotEvent()]);
      const refused = [
        signedByHubspot(body, { secret: 'another' }),
        signedByHubspot(body, { url: 'http://internal/webhooks/hubspot' }),
        { body, headers: {} },
        { ...signedByHubspot(body), body: body.replace('75000', '75001') },
        { ...signedByHubspot(body), body: `${body} ` },
      ];
      for (const sent of refused) await assertRefused(post('hubspot', sent), 401, 'signature-invalid');
    });

    it('refuses versions 1 and 2 of the signature', async () => {
      const body = JSON.stringify([hubspotEvent()]);
      const url = `${PUBLIC_URL}/webhooks/hubspot`;
      for (const version of ['v1', 'v2']) {
        const options = { clientSecret: CLIENT_SECRET, requestBody: body, signature: '', url };
        const signature = Signature.getSignature('POST', version, options);
        const headers = { 'x-hubspot-signature': signature, 'x-hubspot-signature-version': version };
        await assertRefused(post('hubspot', { body, headers }), 401, 'signature-invalid');
      }
    });

    it('takes timestamps up to five minutes away, either way', async () => {
      const body = JSON.stringify([hubspotEvent()]);
      for (const offMs of [-6 * MINUTE_MS, 6 * MINUTE_MS, -5 * MINUTE_MS - 2_000, 5 * MINUTE_MS + 5_000]) {
        const sent = signedByHubspot(body, { atMs: Date.now() + offMs });
        await assertRefused(post('hubspot', sent), 401, 'signature-invalid');
      }
      for (const offMs of [-4 * MINUTE_MS, 4 * MINUTE_MS]) {
        const { status } = await post('hubspot', signedByHubspot(body, { atMs: Date.now() + offMs }));
        assert.equal(status, 200);
      }
    });

    it('signs over the query as it comes', async () => {
      const body = JSON.stringify([hubspotEvent()]);
      const url = `${PUBLIC_URL}/webhooks/hubspot?a=1:2`;
      const { status } = await post('hubspot?a=1%3A2', signedByHubspot(body, { url }));
      assert.equal(status, 200);
    });

    it('answers malformed JSON with 400, and what is no batch with 422', async () => {
      await assertRefused(post('hubspot', signedByHubspot('[{')), 400, 'malformed-json');
      await assertRefused(post('hubspot', signedByHubspot('')), 400, 'malformed-json');
      await assertRefused(post('hubspot', signedByHubspot('"text"')), 422, 'invalid-request');
    });

    it('accepts and counts what it does not keep', async () => {
      const batch = [
        hubspotEvent({ subscriptionType: 'ticket.creation' }),
        hubspotEvent({ subscriptionType: 'meeting.deletion' }),
        hubspotEvent({ subscriptionType: 'conversation.newMessage', objectId: undefined }),
        hubspotEvent({ changeSource: 'INTEGRATION', sourceId: '54321' }),
        hubspotEvent({ occurredAt: 'yesterday' }),
        hubspotEvent({ changeSource: 'INTEGRATION', sourceId: '99' }),
      ];
      assert.deepEqual((await hubspot(batch)).body, { stored: 1, duplicates: 0, skipped: 5 });
      const metrics = await api.call(null, 'GET', '/metrics');
      assert.match(metrics.body, /signoff_webhook_events_total\{crm="hubspot",outcome="unknown"\} 3/);
      assert.match(metrics.body, /signoff_webhook_events_total\{crm="hubspot",outcome="own"\} 1/);
      assert.match(metrics.body, /signoff_webhook_events_total\{crm="hubspot",outcome="malformed"\} 1/);
    });

    it('keeps text that Postgres cannot hold by replacing what it cannot', async () => {
      const { body } = await hubspot([hubspotEvent({ propertyName: 'dealname', propertyValue: 'a\u0000b\ud800c' })]);
      assert.equal(body.stored, 1);
      const [row] = await inbox(api.db);
      assert.deepEqual(row?.event.property, { name: 'dealname', value: 'a\ufffdb\ufffdc' });
    });
  });

  describe('the generic endpoint', () => {
    it('keeps a single event and a batch, each event once', async () => {
      const [one, other] = [cloudEvent(), cloudEvent()];
      assert.deepEqual((await crm(one, 'application/cloudevents+json')).body, { stored: 1, duplicates: 0, skipped: 0 });
      const batch = await crm([other, one], 'application/cloudevents-batch+json');
      assert.deepEqual(batch.body, { stored: 1, duplicates: 1, skipped: 0 });
      const [row] = await inbox(api.db);
      assert.equal(row?.record_key, 'deal:d-1');
      assert.equal(row?.occurred_at.toISOString(), '2026-11-23T10:00:00.000Z');
    });

    it('takes a replayed message and keeps nothing of it twice', async () => {
      const sent = signedStandard(JSON.stringify(cloudEvent()), { id: 'msg_replayed' });
      assert.equal((await post('crm', sent)).body.stored, 1);
      assert.deepEqual((await post('crm', sent)).body, { stored: 0, duplicates: 1, skipped: 0 });
    });

    it('takes either secret while one is being replaced', async () => {
      const send = (secrets: string[]) => post('crm', signedStandard(JSON.stringify(cloudEvent()), { secrets }));
      for (const secrets of [[SECRET], [NEW_SECRET], [FOREIGN_SECRET, NEW_SECRET]]) {
        assert.equal((await send(secrets)).status, 200);
      }
      await api.db.deleteFrom('crm_inbox').execute();
      await assertRefused(send([FOREIGN_SECRET]), 401, 'signature-invalid');
    });

    it('refuses old and future timestamps, a changed byte, and no signature', async () => {
      const body = JSON.stringify(cloudEvent());
      const refused = [
        signedStandard(body, { atMs: Date.now() - 6 * MINUTE_MS }),
        signedStandard(body, { atMs: Date.now() + 6 * MINUTE_MS }),
        { ...signedStandard(body), body: body.replace('Renewal', 'Renewel') },
        { body, headers: {} },
        { body, headers: { ...signedStandard(body).headers, 'webhook-id': 'msg_2' } },
      ];
      for (const sent of refused) await assertRefused(post('crm', sent), 401, 'signature-invalid');
    });

    it('answers malformed JSON with 400', async () => {
      await assertRefused(post('crm', signedStandard('{"specversion":')), 400, 'malformed-json');
    });

    it('names what is invalid by index and pointer, and keeps nothing of that request', async () => {
      const invalidDeal = cloudEvent({ data: { record: { ...DEAL, stage: 7 } } });
      const { status, body } = await crm([cloudEvent(), invalidDeal]);
      assert.equal(status, 422);
      assert.deepEqual(
        body.errors.map(({ pointer }: { pointer: string }) => pointer),
        ['/1/data/record/stage'],
      );
      const noSource = await crm(cloudEvent({ source: undefined }));
      assert.equal(noSource.body.errors[0].pointer, '/source');
      assert.deepEqual(await inbox(api.db), []);
    });

    it('accepts and counts an unknown type', async () => {
      const batch = [cloudEvent({ type: 'crm.ticket.created', data: 'anything' }), cloudEvent()];
      assert.deepEqual((await crm(batch)).body, { stored: 1, duplicates: 0, skipped: 1 });
    });

    it('refuses text that could not be stored, and links that are none', async () => {
      for (const more of [{ name: 'a\u0000' }, { name: '\ud800' }, { url: 'javascript:alert(1)' }]) {
        const { status } = await crm(cloudEvent({ data: { record: { ...DEAL, ...more } } }));
        assert.equal(status, 422);
      }
    });

    it('takes bodies of 1 MB and no larger ones', async () => {
      const record = { ...DEAL, contactIds: Array.from({ length: 500 }, (_, i) => `contact-with-a-long-id-${i}`) };
      const batch = Array.from({ length: 60 }, () => cloudEvent({ data: { record } }));
      const { status, body } = await crm(batch);
      assert.equal(status, 200, JSON.stringify(body));
      await api.db.deleteFrom('crm_inbox').execute();
      await assertRefused(crm([...batch, ...batch]), 413, 'body-too-large');
    });

    it('publishes the schema', async () => {
      const { status, body } = await api.call(null, 'GET', '/webhooks/crm/schema');
      assert.equal(status, 200);
      assert.equal(body.anyOf.length, 17);
    });
  });

  it('answers 404 where no secret is configured', async () => {
    const other = await startApi({ publicUrl: PUBLIC_URL, webhooks: { crms: [createWebhookInbound([SECRET])] } });
    try {
      const { status } = await other.call(null, 'POST', '/webhooks/hubspot', { body: [] });
      assert.equal(status, 404);
      const { body, headers } = signedStandard(JSON.stringify(cloudEvent()));
      const unclear = await other.app.inject({
        method: 'POST',
        url: '/webhooks/crm',
        headers: { 'content-type': 'application/json', ...headers },
        payload: body,
      });
      // Two workspaces, and none named.
      assert.equal(unclear.statusCode, 503);
      assert.equal(unclear.json().code, 'no-workspace');
    } finally {
      await other.stop();
    }
  });
});
