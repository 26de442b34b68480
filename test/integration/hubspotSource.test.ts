/** What poll, import and `crm check` ask of HubSpot, against the stand-in for HubSpot. */
import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubspotFake, startHubspotFake } from '../../local/hubspotFake.ts';
import { DeliveryError } from '../../src/domain/delivery.ts';
import type { RecordKind } from '../../src/integrations/crm/crm.ts';
import { createHubspotReader } from '../../src/integrations/crm/hubspot/read.ts';
import { createHubspotSource } from '../../src/integrations/crm/hubspot/source.ts';
import type { InboxEvent } from '../../src/integrations/crm/inbound.ts';
import { directory } from '../support/running.ts';

const TOKEN = 'pat-test';
const CONTEXT = { currency: 'USD', fieldMap: {} };
const T0 = Date.UTC(2026, 10, 23, 9);
const HOUR_MS = 60 * 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe('listing what HubSpot has', () => {
  let fake: HubspotFake;
  const { signal } = new AbortController();

  beforeEach(async () => {
    const dir = await mkdtemp(join(directory(), 'hubspot-source-'));
    fake = await startHubspotFake({ port: 0, dir, token: TOKEN });
  });
  afterEach(() => fake.close());

  async function put(objects: object[]) {
    const response = await fetch(`${fake.baseUrl}/objects`, { method: 'PUT', body: JSON.stringify(objects) });
    assert.equal(response.status, 200, await response.text());
  }
  const fault = (order: object) => fetch(`${fake.baseUrl}/faults`, { method: 'POST', body: JSON.stringify(order) });
  const source = (more = {}) =>
    createHubspotSource({ accessToken: TOKEN, baseUrl: fake.baseUrl, timeoutMs: 10_000, ...more });
  async function listAll(kind: RecordKind, since: string | null, bulk = false): Promise<InboxEvent[]> {
    const events: InboxEvent[] = [];
    let cursor: string | null = null;
    do {
      const page = await source().listChanged(kind, { since, cursor, bulk }, signal);
      events.push(...page.events);
      cursor = page.next;
    } while (cursor !== null);
    return events;
  }

  it('lists owners over all pages; those who have left are not active', async () => {
    const owners = Array.from({ length: 1_001 }, (_, i) => ({
      kind: 'owners',
      id: String(i + 1),
      properties: { email: `rep-${i + 1}@signoff.test`, firstName: 'Rep', lastName: String(i + 1), archived: i === 5 },
    }));
    await put(owners);
    const listed = await source().listOwners(signal);
    assert.equal(new Set(listed.map(({ id }) => id)).size, 1_001);
    assert.deepEqual(
      listed.filter(({ active }) => !active),
      [{ id: '6', email: 'rep-6@signoff.test', name: 'Rep 6', active: false }],
    );
    assert.deepEqual(listed[0], { id: '1', email: 'rep-1@signoff.test', name: 'Rep 1', active: true });
  });

  it('lists the pipelines, their stages in the order of HubSpot’s screens, with what each means for a deal', async () => {
    const [standard, renewals, ...more] = await source().listPipelines(signal);
    assert.deepEqual(more, []);
    assert.deepEqual([standard?.id, standard?.stages.length], ['default', 7]);
    assert.deepEqual(renewals, {
      id: '77',
      stages: [
        { id: '1001', label: 'Customer contacted', kind: 'open' },
        { id: '1002', label: 'Offer sent', kind: 'open' },
        { id: '1003', label: 'Contract sent', kind: 'open' },
        { id: '1004', label: 'Renewed', kind: 'won' },
        { id: '1005', label: 'Not renewed', kind: 'lost' },
      ],
    });
    await assert.rejects(source({ accessToken: 'another' }).listPipelines(signal), /HTTP 401/);
  });

  it('lists what has changed since, the longest ago changed first, as events that the reader understands', async () => {
    const deal = (id: string, hours: number) => ({
      kind: 'deals',
      id,
      updatedAt: iso(T0 + hours * HOUR_MS),
      properties: { dealname: `Deal ${id}`, dealstage: 'a', amount: '10' },
    });
    await put([deal('1', 5), deal('2', -3), deal('3', 1)]);
    const events = await listAll('deal', iso(T0));
    assert.deepEqual(
      events.map(({ eventKey, recordKey, occurredAt }) => [eventKey, recordKey, occurredAt]),
      [
        [`poll:deal:3:${iso(T0 + HOUR_MS)}`, 'deal:3', iso(T0 + HOUR_MS)],
        [`poll:deal:1:${iso(T0 + 5 * HOUR_MS)}`, 'deal:1', iso(T0 + 5 * HOUR_MS)],
      ],
    );
    const reader = createHubspotReader({ accessToken: TOKEN, baseUrl: fake.baseUrl });
    const [change] = await reader.read([events[0]?.event ?? {}], CONTEXT);
    assert.ok(change?.type === 'record' && change.kind === 'deal' && !change.bulk);
    assert.deepEqual(
      [change.at, change.properties.name, change.properties.amountMinor, change.properties.url],
      [iso(T0 + HOUR_MS), 'Deal 3', 1_000, 'https://app.hubspot.com/contacts/4711/record/0-3/3'],
    );
  });

  it('looks back a little, as a search may not know yet what was changed a moment ago', async () => {
    const at = (id: string, ms: number) => ({ kind: 'contacts', id, properties: {}, updatedAt: iso(T0 + ms) });
    await put([at('1', -60_000), at('2', -HOUR_MS)]);
    assert.deepEqual(
      (await listAll('contact', iso(T0))).map(({ recordKey }) => recordKey),
      ['contact:1'],
    );
  });

  it('goes on where a search ends, at ten thousand results, and leaves nothing out', async () => {
    const companies = Array.from({ length: 10_300 }, (_, i) => ({
      kind: 'companies',
      id: String(i + 1),
      properties: {},
      // Three at a time, so that the search ends between records of one moment.
      updatedAt: iso(T0 + Math.floor(i / 3)),
    }));
    await put(companies);
    const events = await listAll('company', iso(T0));
    assert.equal(new Set(events.map(({ eventKey }) => eventKey)).size, 10_300);
  });

  it('lists everything for an import, a page at a time and resumable, and marks it as bulk', async () => {
    await put(
      Array.from({ length: 250 }, (_, i) => ({ kind: 'contacts', id: String(i + 1), properties: { firstname: 'A' } })),
    );
    const first = await source().listChanged('contact', { since: null, cursor: null, bulk: true }, signal);
    const rest = await source().listChanged('contact', { since: null, cursor: first.next, bulk: true }, signal);
    assert.deepEqual([first.events.length, first.next, rest.events[0]?.recordKey], [100, '100', 'contact:101']);
    const all = await listAll('contact', null, true);
    assert.equal(new Set(all.map(({ recordKey }) => recordKey)).size, 250);
    const reader = createHubspotReader({ accessToken: TOKEN, baseUrl: fake.baseUrl });
    const [change] = await reader.read([all[0]?.event ?? {}], CONTEXT);
    assert.ok(change?.type === 'record' && change.bulk);
  });

  it('a record without a known account keeps the link that it has', async () => {
    await put([{ kind: 'deals', id: '1', properties: { dealname: 'Renewal', dealstage: 'a' } }]);
    await fault({ path: '/oauth/', kind: 'http_500' });
    const [event] = await listAll('deal', null);
    const reader = createHubspotReader({ accessToken: TOKEN, baseUrl: fake.baseUrl });
    const [change] = await reader.read([event?.event ?? {}], CONTEXT);
    assert.ok(change?.type === 'record' && !('url' in change.properties));
  });

  it('waits where HubSpot asks it to, and says of a refused token that it is one', async () => {
    const failureOf = async (more = {}) => {
      const listed = source(more).listChanged('deal', { since: null, cursor: null, bulk: true }, signal);
      const error = await listed.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return error instanceof DeliveryError ? error : assert.fail(String(error));
    };
    await fault({ path: '/crm/v3/objects/deals', kind: 'rate_limited', retryAfterSeconds: 4 });
    const { kind, retryAfterMs } = await failureOf();
    assert.deepEqual([kind, retryAfterMs], ['rate-limited', 4_000]);
    assert.match((await failureOf({ accessToken: 'another' })).message, /HTTP 401/);
  });

  describe('the check', () => {
    const check = async (more = {}) =>
      (await source(more).check(signal)).map(({ what, ok, detail, todo }) => ({ what, ok, detail, todo }));

    it('is all well with the right token and scopes', async () => {
      const lines = await check();
      assert.deepEqual(
        lines.filter(({ ok }) => !ok),
        [],
      );
      assert.deepEqual(
        lines.map(({ what }) => what),
        [
          'access token',
          'read deals',
          'read pipelines',
          'read contacts',
          'read companies',
          'read owners',
          'read logged emails',
          'write tasks and touches',
        ],
      );
    });

    it('names the scope that is missing, and what to do', async () => {
      await fault({ path: '/crm/v3/owners', kind: 'missing_scope', scope: 'crm.objects.owners.read' });
      const wrong = (await check()).filter(({ ok }) => !ok);
      assert.deepEqual(
        wrong.map(({ what }) => what),
        ['read owners'],
      );
      assert.match(wrong[0]?.detail ?? '', /it lacks the scope crm\.objects\.owners\.read/);
      assert.match(wrong[0]?.todo ?? '', /^add crm\.objects\.owners\.read to requiredScopes/);
    });

    it('says that pipelines cannot be read, though deals can', async () => {
      await fault({ path: '/crm/v3/pipelines', kind: 'missing_scope', scope: 'crm.objects.deals.read' });
      const wrong = (await check()).filter(({ ok }) => !ok);
      assert.deepEqual(
        wrong.map(({ what }) => what),
        ['read pipelines'],
      );
      assert.match(wrong[0]?.todo ?? '', /^add crm\.objects\.deals\.read to requiredScopes/);
    });

    it('stops at a token that is refused, and at a HubSpot that is not there', async () => {
      const [refused, ...more] = await check({ accessToken: 'another' });
      assert.deepEqual([refused?.what, refused?.ok, more], ['access token', false, []]);
      assert.match(refused?.todo ?? '', /HUBSPOT_ACCESS_TOKEN/);
      const [gone] = await check({ baseUrl: 'http://127.0.0.1:1' });
      assert.match(gone?.todo ?? '', /^see whether http:\/\/127\.0\.0\.1:1 can be reached/);
    });
  });
});
