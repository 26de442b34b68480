/** The reader of HubSpot's events with HubSpot's own client, against the stand-in for HubSpot. */
import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubspotFake, startHubspotFake } from '../../local/hubspotFake.ts';
import type { CrmChange } from '../../src/domain/crm.ts';
import { DeliveryError } from '../../src/domain/delivery.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import { parse } from '../../src/integrations/crm/hubspot/parse.ts';
import { createHubspotReader } from '../../src/integrations/crm/hubspot/read.ts';
import { directory } from '../support/running.ts';

const TOKEN = 'pat-test';
const CONTEXT = {
  currency: 'USD',
  fieldMap: { champion: 'champion', competitors: 'competitors', fitScore: 'hs_lead_score' },
};
const T0 = Date.UTC(2026, 10, 23, 9);
const iso = (ms: number) => new Date(ms).toISOString();
const MINUTE_MS = 60_000;

/** Events as they come, parsed as the API parses them. */
function kept(...events: Record<string, unknown>[]): JsonObject[] {
  const batch = events.map((event, i) => ({ eventId: i, portalId: 62515, occurredAt: T0, ...event }));
  const parsed = parse(batch);
  assert.ok(parsed.ok && parsed.skipped.length === 0, JSON.stringify(parsed));
  return parsed.events.map(({ event }) => event);
}

const dealChange = (propertyName: string, propertyValue: string, more: Record<string, unknown> = {}) => ({
  subscriptionType: 'deal.propertyChange',
  objectId: 1,
  propertyName,
  propertyValue,
  ...more,
});

describe('reading HubSpot', () => {
  let dir: string;
  let fake: HubspotFake;

  before(async () => {
    dir = await mkdtemp(join(directory(), 'hubspot-'));
    fake = await startHubspotFake({ port: 0, dir, token: TOKEN });
    await put('owners', 900, { properties: { email: 'ana@signoff.test', firstName: 'Ana' } });
    await put('companies', 50, { properties: { name: 'Acme', domain: 'acme.test' } });
    await put('companies', 51, { properties: { name: 'Rival' } });
    await put('contacts', 70, {
      updatedAt: iso(T0 - 60 * MINUTE_MS),
      properties: {
        firstname: 'Sarah',
        lastname: 'Lee',
        email: 'sarah@acme.test',
        associatedcompanyid: '50',
        jobtitle: 'CFO',
        hs_timezone: 'america_slash_new_york',
        hubspot_owner_id: '900',
        hs_lead_score: '40',
        createdate: '2026-11-20T08:00:00Z',
      },
    });
    await put('deals', 1, {
      updatedAt: iso(T0 - 60 * MINUTE_MS),
      properties: {
        dealname: 'Renewal',
        dealstage: 'contractsent',
        pipeline: 'default',
        amount: '100000',
        deal_currency_code: 'EUR',
        closedate: '2026-12-01T00:00:00Z',
        hubspot_owner_id: '900',
      },
      associations: [
        { to: 'contacts', id: '70', label: 'Champion' },
        { to: 'companies', id: '51', label: 'Competitors' },
        { to: 'companies', id: '50', primary: true },
      ],
    });
  });
  after(() => fake.close());

  async function put(kind: string, id: number, body: unknown) {
    const response = await fetch(`${fake.baseUrl}/objects/${kind}/${id}`, {
      method: 'PUT',
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, await response.text());
  }
  const fault = (body: unknown) => fetch(`${fake.baseUrl}/faults`, { method: 'POST', body: JSON.stringify(body) });
  const reader = (more = {}) => createHubspotReader({ accessToken: TOKEN, baseUrl: fake.baseUrl, ...more });
  const read = (...events: Record<string, unknown>[]) => reader().read(kept(...events), CONTEXT);
  async function requests(work: () => Promise<unknown>): Promise<string[]> {
    const list = async (): Promise<string[]> => (await fetch(`${fake.baseUrl}/requests`)).json() as Promise<string[]>;
    const before = (await list()).length;
    await work();
    return (await list()).slice(before).sort();
  }

  it('makes one change of what arrived together, with the rest of the deal', async () => {
    const changes = await read(
      dealChange('amount', '75000.50', { occurredAt: T0 + 2 }),
      dealChange('dealstage', 'qualifiedtobuy'),
      dealChange('closedate', String(Date.UTC(2026, 11, 31)), { occurredAt: T0 + 1 }),
    );
    assert.deepEqual(changes, [
      {
        type: 'record',
        kind: 'deal',
        id: '1',
        at: iso(T0 + 2),
        bulk: false,
        properties: {
          name: 'Renewal',
          stage: 'qualifiedtobuy',
          pipeline: 'default',
          amountMinor: 7_500_050,
          currency: 'EUR',
          closeDate: '2026-12-31',
          ownerId: '900',
          ownerEmail: 'ana@signoff.test',
          companyId: '50',
          contactIds: ['70'],
          championContactId: '70',
          competitors: ['Rival'],
          url: 'https://app.hubspot.com/contacts/62515/record/0-3/1',
        },
        before: { stage: 'contractsent', amountMinor: 10_000_000, closeDate: '2026-12-01' },
      },
    ] satisfies CrmChange[]);
  });

  it('shares the requests of what is read at the same time', async () => {
    const one = reader();
    const events = Array.from({ length: 30 }, (_, i) => kept({ ...dealChange('amount', '5'), objectId: i + 1 }));
    const made = await requests(() => Promise.all(events.map((event) => one.read(event, CONTEXT))));
    assert.deepEqual(made, [
      'GET /crm/v3/owners/900',
      'POST /crm/v3/objects/companies/batch/read',
      'POST /crm/v3/objects/deals/batch/read',
      'POST /crm/v4/associations/deals/companies/batch/read',
      'POST /crm/v4/associations/deals/contacts/batch/read',
    ]);
  });

  it('says what the event says of a record that HubSpot does not have', async () => {
    const changes = await read({ ...dealChange('amount', '5'), objectId: 404 });
    const told = { type: 'record', kind: 'deal', id: '404', at: iso(T0), before: undefined, bulk: false };
    assert.deepEqual(changes, [{ ...told, properties: { amountMinor: 500 } }]);
    assert.deepEqual(await createHubspotReader({}).read(kept(dealChange('amount', '5')), CONTEXT), [
      { ...told, id: '1', properties: { amountMinor: 500 } },
    ]);
  });

  it('lets a later value of the history win over a late event', async () => {
    await put('deals', 2, { updatedAt: iso(T0), properties: { dealname: 'Late', dealstage: 'a', amount: '100' } });
    await put('deals', 2, { updatedAt: iso(T0 + 2 * MINUTE_MS), properties: { amount: '50' } });
    const [change] = await read({ ...dealChange('amount', '80', { occurredAt: T0 + MINUTE_MS }), objectId: 2 });
    assert.ok(change?.type === 'record' && change.kind === 'deal');
    assert.equal(change.properties.amountMinor, 5_000);
  });

  it('fetches a new contact, and reads its score by the field map', async () => {
    const changes = await read(
      { subscriptionType: 'contact.creation', objectId: 70 },
      { ...dealChange('hs_lead_score', '91'), subscriptionType: 'contact.propertyChange', objectId: 70 },
    );
    assert.deepEqual(changes, [
      {
        type: 'record',
        kind: 'contact',
        id: '70',
        at: iso(T0),
        bulk: false,
        properties: {
          name: 'Sarah Lee',
          email: 'sarah@acme.test',
          companyId: '50',
          ownerId: '900',
          ownerEmail: 'ana@signoff.test',
          jobTitle: 'CFO',
          fitScore: 91,
          timeZone: 'America/New_York',
          createdAt: '2026-11-20T08:00:00.000Z',
          url: 'https://app.hubspot.com/contacts/62515/record/0-1/70',
        },
        before: { fitScore: 40 },
      },
    ] satisfies CrmChange[]);
  });

  it('reads where a contact is, and keeps what nobody knows as it was told', async () => {
    const contact = async (properties: Record<string, string | null>) => {
      await put('contacts', 72, { properties: { country: null, hs_country_region_code: null, ...properties } });
      const [change] = await read({ subscriptionType: 'contact.creation', objectId: 72 });
      assert.ok(change?.type === 'record' && change.kind === 'contact');
      return [change.properties.timeZone, change.properties.country];
    };
    const haiti = { hs_timezone: 'america_slash_port_hyphen_au_hyphen_prince', country: 'Haiti' };
    assert.deepEqual(await contact(haiti), ['America/Port-au-Prince', 'HT']);
    const misspelt = { hs_timezone: 'america_slash_new_yrok', country: 'Untied States' };
    assert.deepEqual(await contact(misspelt), ['america_slash_new_yrok', 'Untied States']);
    const coded = { hs_timezone: '', country: 'Untied States', hs_country_region_code: 'US' };
    assert.deepEqual(await contact(coded), [null, 'US']);
    // HubSpot makes the code of the words some time after they have changed.
    assert.deepEqual(await contact({ country: 'Japan', hs_country_region_code: 'US' }), [null, 'JP']);
    assert.deepEqual(await contact({}), [null, null]);
  });

  it('reads in which country a company is, from what was written or the code that HubSpot has made of it', async () => {
    const company = async (properties: Record<string, string | null>, event: object) => {
      await put('companies', 52, { properties: { name: 'Meier', ...properties } });
      const [change] = await read({ objectId: 52, ...event });
      assert.ok(change?.type === 'record' && change.kind === 'company');
      return change.properties.country;
    };
    const changed = { subscriptionType: 'company.propertyChange', propertyName: 'country' };
    assert.equal(await company({ country: 'Germany' }, { ...changed, propertyValue: 'Germany' }), 'DE');
    assert.equal(
      await company({ country: 'Tyskland', hs_country_code: 'DE' }, { ...changed, propertyValue: 'Tyskland' }),
      'DE',
    );
    assert.equal(await company({ country: '', hs_country_code: '' }, { ...changed, propertyValue: '' }), null);
  });

  it('asks for nothing where nothing that matters has changed', async () => {
    const made = await requests(async () => {
      assert.deepEqual(await read(dealChange('notes_last_updated', '5')), []);
    });
    assert.deepEqual(made, []);
  });

  it('reads imports and merges as bulk', async () => {
    const [imported] = await read(dealChange('amount', '5', { changeSource: 'IMPORT' }));
    assert.ok(imported?.type === 'record' && imported.bulk);
    const merge = { subscriptionType: 'deal.merge', objectId: 1, primaryObjectId: 1, mergedObjectIds: [8, 9] };
    const [merged, change] = await read(merge);
    assert.deepEqual(merged, { type: 'merge', kind: 'deal', primaryId: '1', mergedIds: ['8', '9'], at: iso(T0) });
    assert.ok(change?.type === 'record' && change.bulk);
  });

  it('fetches the deal again when an association changes', async () => {
    const event = { subscriptionType: 'deal.associationChange', associationType: 'DEAL_TO_CONTACT' };
    const [change] = await read({ ...event, fromObjectId: 1, toObjectId: 70 });
    assert.ok(change?.type === 'record' && change.kind === 'deal');
    assert.deepEqual(change.properties.contactIds, ['70']);
  });

  it('reads a completed meeting, and no other', async () => {
    const meeting = { hs_timestamp: '2026-11-23T08:00:00Z', hs_meeting_title: 'Demo' };
    const associations = [
      { to: 'contacts', id: '70' },
      { to: 'deals', id: '1' },
    ];
    await put('meetings', 300, { properties: { ...meeting, hs_meeting_outcome: 'SCHEDULED' }, associations });
    const event = { subscriptionType: 'object.propertyChange', objectTypeId: '0-47', objectId: 300 };
    const changed = { ...event, propertyName: 'hs_meeting_outcome', propertyValue: 'COMPLETED' };
    assert.deepEqual(await read(changed), []);
    await put('meetings', 300, { properties: { hs_meeting_outcome: 'COMPLETED' } });
    assert.deepEqual(await read(changed), [
      {
        type: 'engagement',
        kind: 'meeting',
        id: 'meetings-300',
        title: 'Demo',
        bulk: false,
        contactId: '70',
        dealId: '1',
        companyId: undefined,
        direction: undefined,
        messageId: undefined,
        at: '2026-11-23T08:00:00.000Z',
      },
    ]);
  });

  it('reads the Message-ID of an email between the two, and of no other', async () => {
    const associations = [{ to: 'contacts', id: '70' }];
    const messageIdOf = async (direction: string, messageId: string | null) => {
      const properties = {
        hs_timestamp: '2026-11-23T08:00:00Z',
        hs_email_subject: 'Rollout',
        hs_email_direction: direction,
        hs_email_message_id: messageId,
      };
      await put('emails', 301, { properties, associations });
      const event = { subscriptionType: 'object.propertyChange', objectTypeId: '0-49', objectId: 301 };
      const [email] = await read({ ...event, propertyName: 'hs_email_subject', propertyValue: 'Rollout' });
      return email?.type === 'engagement' ? [email.kind, email.title, email.messageId] : email;
    };
    assert.deepEqual(await messageIdOf('INCOMING_EMAIL', ' <a.1@acme.test> '), ['email', 'Rollout', '<a.1@acme.test>']);
    assert.deepEqual(await messageIdOf('EMAIL', '<b@signoff.test>'), ['email', 'Rollout', '<b@signoff.test>']);
    assert.deepEqual(await messageIdOf('FORWARDED_EMAIL', '<c@signoff.test>'), ['email', 'Rollout', undefined]);
    assert.deepEqual(await messageIdOf('EMAIL', null), ['email', 'Rollout', undefined]);
    assert.deepEqual(await messageIdOf('EMAIL', '<no header\r\nBcc: x@y.test>'), ['email', 'Rollout', undefined]);
  });

  it('reads a submitted form and an opened email from the contact’s properties', async () => {
    await put('contacts', 71, {
      properties: { recent_conversion_date: iso(T0), recent_conversion_event_name: 'Pricing: Contact us' },
    });
    const contact = (propertyName: string, propertyValue: string) => ({
      subscriptionType: 'contact.propertyChange',
      objectId: 71,
      propertyName,
      propertyValue,
    });
    const changes = await read(
      contact('recent_conversion_event_name', 'Pricing: Contact us'),
      contact('recent_conversion_date', String(T0)),
      contact('hs_sales_email_last_opened', String(T0 + 5)),
      contact('hs_sales_email_last_opened', String(T0 + 9)),
    );
    const engagements = changes.filter((change) => change.type === 'engagement');
    assert.deepEqual(
      engagements.map(({ id, kind, title, direction }) => ({ id, kind, title, direction })),
      [
        { id: `form-71-${T0}`, kind: 'form', title: 'Pricing: Contact us', direction: 'inbound' },
        { id: `email_opened-71-${T0 + 5}`, kind: 'email_opened', title: undefined, direction: 'inbound' },
        { id: `email_opened-71-${T0 + 9}`, kind: 'email_opened', title: undefined, direction: 'inbound' },
      ],
    );
  });

  describe('where HubSpot does not answer', () => {
    const path = '/crm/v3/objects/deals';
    async function failure(more = {}): Promise<{ kind: string; retryAfterMs: number | undefined }> {
      try {
        await reader(more).read(kept(dealChange('amount', '5')), CONTEXT);
      } catch (error) {
        assert.ok(error instanceof DeliveryError, String(error));
        const { kind, retryAfterMs } = error;
        return { kind, retryAfterMs };
      }
      throw new Error('it did answer');
    }

    it('waits as its policy says, and asks once', async () => {
      await fault({ path, kind: 'rate_limited', policyName: 'TEN_SECONDLY_ROLLING' });
      const made = await requests(async () => {
        assert.deepEqual(await failure(), { kind: 'rate-limited', retryAfterMs: 10_000 });
      });
      assert.equal(made.filter((one) => one.includes('/deals/batch')).length, 1);
      await fault({ path, kind: 'rate_limited', policyName: 'DAILY' });
      assert.deepEqual(await failure(), { kind: 'rate-limited', retryAfterMs: 3_600_000 });
      await fault({ path, kind: 'locked' });
      assert.deepEqual(await failure(), { kind: 'rate-limited', retryAfterMs: 2_000 });
    });

    it('tries again after trouble of its own, a refused token and silence', async () => {
      const transient = { kind: 'transient', retryAfterMs: undefined };
      for (const kind of ['http_500', 'unauthorized', 'hang_up']) {
        await fault({ path, kind });
        assert.deepEqual(await failure(), transient, kind);
      }
      assert.deepEqual(await failure({ accessToken: 'another' }), transient);
      await fault({ path, kind: 'slow', delayMs: 500 });
      assert.deepEqual(await failure({ timeoutMs: 100 }), transient);
      assert.deepEqual(await failure({ baseUrl: 'http://127.0.0.1:1' }), transient);
    });
  });

  it('keeps its objects over a restart', async () => {
    const other = await mkdtemp(join(directory(), 'hubspot-'));
    const first = await startHubspotFake({ port: 0, dir: other });
    const objects = [{ kind: 'deals', id: '5', properties: { dealname: 'Kept' } }];
    await fetch(`${first.baseUrl}/objects`, { method: 'PUT', body: JSON.stringify(objects) });
    await first.close();
    const second = await startHubspotFake({ port: 0, dir: other });
    const [deal] = (await (await fetch(`${second.baseUrl}/objects/deals`)).json()) as { properties: unknown }[];
    await second.close();
    assert.deepEqual(deal?.properties, { dealname: 'Kept' });
  });
});
