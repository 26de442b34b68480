import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keptEvent } from '../../../../src/integrations/crm/hubspot/event.ts';
import { parse as parseHubspot } from '../../../../src/integrations/crm/hubspot/parse.ts';
import type { Parsed } from '../../../../src/integrations/crm/inbound.ts';
import { parse as parseWebhook } from '../../../../src/integrations/crm/webhook/parse.ts';
import { read } from '../../../../src/integrations/crm/webhook/read.ts';
import { DATA } from '../../../../src/integrations/crm/webhook/schema.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const CONTEXT = { currency: 'USD', fieldMap: {} };

function eventsOf(parsed: Parsed) {
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.events;
}

/** Objects of the right members with anything in them: what random JSON alone would hardly ever be. */
function nearly(names: string[], likely: unknown[]) {
  return fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.jsonValue(), fc.constantFrom(...likely)));
}

describe('HubSpot’s events', () => {
  const event = { eventId: 1, portalId: 5, appId: 7, occurredAt: NOW.getTime(), attemptNumber: 0, objectId: 3 };

  const about = (more: Record<string, unknown>) => {
    const parsed = parseHubspot([{ ...event, ...more }]);
    assert.ok(parsed.ok);
    return parsed.events[0]?.recordKey ?? parsed.skipped[0];
  };

  it('are about a record, by classic and generic names', () => {
    assert.equal(about({ subscriptionType: 'deal.creation' }), 'deal:3');
    assert.equal(about({ eventType: 'company.propertyChange', propertyName: 'name', propertyValue: 'x' }), 'company:3');
    assert.equal(about({ subscriptionType: 'object.creation', objectTypeId: '0-1' }), 'contact:3');
    assert.equal(about({ subscriptionType: 'object.creation', objectTypeId: '0-2' }), 'company:3');
    assert.equal(about({ subscriptionType: 'object.creation', objectTypeId: '0-3' }), 'deal:3');
    assert.equal(about({ subscriptionType: 'object.creation', objectTypeId: '0-47' }), 'engagement:meetings-3');
    assert.equal(about({ subscriptionType: 'object.creation', objectTypeId: '2-99' }), 'unknown');
    assert.equal(about({ subscriptionType: 'object.creation' }), 'unknown');
    assert.equal(about({ subscriptionType: 'constructor.creation' }), 'unknown');
    assert.equal(about({ subscriptionType: 'deal.propertyChange' }), 'malformed');
    assert.equal(about({ subscriptionType: 'deal.creation', objectId: 'x' }), 'malformed');
    for (const occurredAt of [8.64e15, 253_402_300_799_999, -1, 1e300]) {
      assert.equal(about({ subscriptionType: 'deal.creation', occurredAt }), 'malformed', String(occurredAt));
    }
  });

  it('of associations belong to the deal, from whichever side they are told', () => {
    const association = { subscriptionType: 'deal.associationChange', fromObjectId: 1, toObjectId: 2 };
    assert.equal(about({ ...association, associationType: 'DEAL_TO_CONTACT' }), 'deal:1');
    assert.equal(about({ ...association, associationType: 'CONTACT_TO_DEAL' }), 'deal:2');
    assert.equal(about({ ...association, associationType: 'COMPANY_TO_DEAL' }), 'deal:2');
    assert.equal(about({ ...association, associationType: 'COMPANY_TO_CONTACT' }), 'contact:2');
    assert.equal(about({ ...association, associationType: 'COMPANY_TO_TICKET' }), 'unknown');
    const generic = { ...association, subscriptionType: 'object.associationChange' };
    assert.equal(about({ ...generic, fromObjectTypeId: '0-2', toObjectTypeId: '0-3' }), 'deal:2');
    assert.equal(about({ subscriptionType: 'deal.associationChange', fromObjectId: 1 }), 'malformed');
  });

  it('of a merge name what went into what', () => {
    const merge = { subscriptionType: 'contact.merge', primaryObjectId: 1, mergedObjectIds: [2, 3] };
    const kept = (more: object) => keptEvent.parse(eventsOf(parseHubspot([{ ...event, ...merge, ...more }]))[0]?.event);
    assert.deepEqual([kept({}).id, kept({}).mergedIds], ['1', ['2', '3']]);
    assert.deepEqual([kept({ newObjectId: 9 }).id, kept({ newObjectId: 9 }).mergedIds], ['9', ['2', '3', '1']]);
  });

  it('tell of what is gone, and of a person who is to be forgotten', () => {
    const kept = (subscriptionType: string, more: object = {}) =>
      eventsOf(parseHubspot([{ ...event, subscriptionType, ...more }])).map(({ event }) => keptEvent.parse(event).gone);
    assert.deepEqual(kept('deal.deletion'), ['deletion']);
    assert.deepEqual(kept('object.deletion', { objectTypeId: '0-1' }), ['deletion']);
    assert.deepEqual(kept('contact.privacyDeletion'), ['erasure']);
    assert.equal(about({ subscriptionType: 'company.privacyDeletion' }), 'unknown');
    assert.equal(about({ subscriptionType: 'object.deletion', objectTypeId: '0-47' }), 'unknown');
  });

  it('have one key for each change, whatever the attempt', () => {
    const key = (more: object) =>
      eventsOf(parseHubspot([{ ...event, subscriptionType: 'deal.creation', ...more }]))[0]?.eventKey;
    assert.equal(key({}), `hubspot:5:deal.creation:3:1:${NOW.getTime()}`);
    assert.equal(key({ attemptNumber: 4 }), key({}));
    const change = { subscriptionType: 'deal.propertyChange', propertyName: 'amount', propertyValue: '1' };
    assert.equal(key(change), `hubspot:5:deal.propertyChange:3:1:${NOW.getTime()}:amount`);
  });

  it('are parsed whatever they are', () => {
    const types = ['deal.propertyChange', 'object.associationChange', 'contact.merge', 'object.creation', '.', 'deal'];
    const likely = [...types, 1, '1', '0-3', [1, 2], NOW.getTime(), 'DEAL_TO_CONTACT', '\u0000\ud800'];
    const names = ['subscriptionType', 'eventType', 'objectId', 'objectTypeId', 'occurredAt', 'propertyName'];
    const more = [
      'propertyValue',
      'mergedObjectIds',
      'primaryObjectId',
      'associationType',
      'fromObjectId',
      'toObjectId',
    ];
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.array(nearly([...names, ...more], likely))), (body) => {
        const parsed = parseHubspot(body);
        if (!parsed.ok) return;
        assert.equal(parsed.events.length + parsed.skipped.length, Array.isArray(body) ? body.length : 1);
        for (const kept of parsed.events) {
          keptEvent.parse(kept.event);
          assert.doesNotMatch(JSON.stringify(kept), /\\u0000|\\ud[89a-f]/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('generic events', () => {
  const deal = {
    id: 'd-1',
    name: 'Renewal',
    companyId: 'c-1',
    stage: 'proposal',
    amount: '75000.5',
    currency: 'EUR',
    closeDate: '2026-12-31',
    competitors: ['Rival'],
    contactIds: [],
    updatedAt: '2026-11-23T10:00:00+01:00',
  };
  const envelope = { specversion: '1.0', id: '1', source: 'urn:crm' };
  const changesOf = async (type: string, data: object, more: object = {}) =>
    read(
      eventsOf(parseWebhook({ ...envelope, type, data, ...more }, NOW)).map(({ event }) => event),
      CONTEXT,
    );

  it('say what a deal is, and what it was', async () => {
    const before = { amount: 100_000, closeDate: null };
    assert.deepEqual(await changesOf('crm.deal.updated', { record: deal, before }), [
      {
        type: 'record',
        kind: 'deal',
        id: 'd-1',
        at: '2026-11-23T09:00:00.000Z',
        bulk: false,
        properties: {
          name: 'Renewal',
          companyId: 'c-1',
          stage: 'proposal',
          amountMinor: 7_500_050,
          currency: 'EUR',
          closeDate: '2026-12-31',
          competitors: ['Rival'],
          contactIds: [],
        },
        before: { amountMinor: 10_000_000, closeDate: null },
      },
    ]);
  });

  it('of a deal are refused where the currency is none', () => {
    for (const currency of ['X', 'EURO', '', 'eur', '12']) {
      const body = { ...envelope, type: 'crm.deal.updated', data: { record: { ...deal, currency } } };
      const parsed = parseWebhook(body, NOW);
      assert.equal(parsed.ok && parsed.events.length > 0, false, currency);
    }
  });

  it('tell of what is deleted, merged or to be forgotten', async () => {
    const at = '2026-11-20T00:00:00.000Z';
    assert.deepEqual(await changesOf('crm.deal.deleted', { record: { id: 'd-1', at } }), [
      { type: 'deletion', kind: 'deal', id: 'd-1', at },
    ]);
    assert.deepEqual(await changesOf('crm.contact.merged', { record: { id: 'p-1' }, mergedIds: ['p-2', 'p-1'] }), [
      { type: 'merge', kind: 'contact', primaryId: 'p-1', mergedIds: ['p-2'], at: NOW.toISOString() },
    ]);
    assert.deepEqual(await changesOf('crm.contact.erased', { record: { id: 'p-1', at } }), [
      { type: 'erasure', contactId: 'p-1', at },
    ]);
  });

  it('may be marked as bulk', async () => {
    const [change] = await changesOf('crm.deal.created', { record: deal }, { bulk: true });
    assert.ok(change?.type === 'record' && change.bulk && change.before === undefined);
  });

  it('of a company hold as of the event’s time', async () => {
    const [change] = await changesOf('crm.company.updated', { record: { id: 'c', name: 'Acme' } });
    assert.equal(change?.at, NOW.toISOString());
    const time = '2026-11-20T00:00:00Z';
    const [timed] = await changesOf('crm.company.created', { record: { id: 'c', name: 'Acme' } }, { time });
    assert.equal(timed?.at, '2026-11-20T00:00:00.000Z');
  });

  it('tell an engagement’s kind by their type, and otherwise by its own', async () => {
    const record = { id: 'm-1', contactId: 'p-1', at: '2026-11-23T09:00:00Z' };
    const kindOf = async (type: string, more: object = {}) => {
      const [change] = await changesOf(type, { record: { ...record, ...more } });
      return change?.type === 'engagement' ? [change.kind, change.direction] : change;
    };
    assert.deepEqual(await kindOf('crm.meeting.completed'), ['meeting', undefined]);
    assert.deepEqual(await kindOf('crm.email.opened', { kind: 'email' }), ['email_opened', 'inbound']);
    assert.deepEqual(await kindOf('crm.form.submitted'), ['form', 'inbound']);
    assert.deepEqual(await kindOf('crm.engagement.logged', { kind: 'call', direction: 'outbound' }), [
      'call',
      'outbound',
    ]);
    assert.equal(parseWebhook({ ...envelope, type: 'crm.engagement.logged', data: { record } }, NOW).ok, false);
  });

  it('tell of an email’s Message-ID and of what was agreed on, and refuse what no header can hold', async () => {
    const record = { id: 'm-1', kind: 'email', contactId: 'p-1', at: '2026-11-23T09:00:00Z' };
    const logged = { ...record, title: 'Rollout', messageId: '<a.1@acme.test>', nextStep: 'Pilot in Leeds' };
    const [change] = await changesOf('crm.engagement.logged', { record: logged });
    assert.ok(change?.type === 'engagement');
    assert.deepEqual([change.messageId, change.nextStep], ['<a.1@acme.test>', 'Pilot in Leeds']);
    for (const messageId of ['a.1@acme.test', '<a@b>\r\nBcc: <c@d>', '<a b@c>', '<>', `<${'a'.repeat(300)}@b>`]) {
      const body = { ...envelope, type: 'crm.engagement.logged', data: { record: { ...record, messageId } } };
      assert.equal(parseWebhook(body, NOW).ok, false, messageId);
    }
  });

  it('are the same by source and id, and by nothing else', () => {
    const key = (more: object) =>
      eventsOf(parseWebhook({ ...envelope, type: 'crm.deal.updated', data: { record: deal }, ...more }, NOW))[0]
        ?.eventKey;
    assert.equal(key({ time: '2026-01-01T00:00:00Z' }), key({}));
    assert.notEqual(key({ id: '2' }), key({}));
    assert.notEqual(key({ source: 'urn:a', id: 'b:c' }), key({ source: 'urn:a:b', id: 'c' }));
  });

  it('are parsed whatever they are', async () => {
    const names = ['specversion', 'id', 'source', 'type', 'time', 'data', 'bulk'];
    const likely = [
      '1.0',
      'urn:crm',
      ...Object.keys(DATA),
      { record: deal },
      { record: deal, before: {} },
      { record: {} },
    ];
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.array(nearly(names, likely))), async (body) => {
        const parsed = parseWebhook(body, NOW);
        if (parsed.ok)
          await read(
            eventsOf(parsed).map(({ event }) => event),
            CONTEXT,
          );
        else assert.ok(parsed.issues.length > 0);
      }),
      { numRuns: 1_000 },
    );
  });
});
