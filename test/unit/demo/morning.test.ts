import assert from 'node:assert/strict';
import { type Account, makeAccount, UNKNOWN_OWNER } from '../../../local/demo/account.ts';
import { hubspotBefore, hubspotMorning } from '../../../local/demo/hubspot.ts';
import { type MorningChange, makeMorning } from '../../../local/demo/morning.ts';
import { detectDeal, detectSilence, merge } from '../../../src/detection/detect.ts';
import type { RecordChange } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import { parse } from '../../../src/integrations/crm/webhook/parse.ts';
import { read } from '../../../src/integrations/crm/webhook/read.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 8);
const SEED = 2026;

/** What Signoff reads of a record that is sent: nothing in it may be refused. */
async function readSent(type: string, record: object) {
  const parsed = parse({ specversion: '1.0', id: '1', source: 'test', type, data: { record } }, new Date(NOW_MS));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const [change] = await read(
    parsed.events.map(({ event }) => event),
    { fieldMap: {}, currency: 'USD' },
  );
  return change;
}

async function dealChange(type: string, record: object) {
  const change = await readSent(type, record);
  assert.ok(change?.type === 'record' && change.kind === 'deal');
  // The two checks above say so; the compiler does not narrow by the second.
  return change as RecordChange<'deal'>;
}

describe("the demo's account", () => {
  it('is as large as it should be, and the same for the same seed and time only', () => {
    const account = makeAccount(SEED, NOW_MS);
    const { companies, contacts, deals } = account;
    assert.deepEqual([companies.length, contacts.length, deals.length], [30, 250, 100]);
    assert.deepEqual(makeAccount(SEED, NOW_MS), account);
    assert.notDeepEqual(makeAccount(SEED + 1, NOW_MS), account);
  });

  it('is whole: every id leads somewhere and is unique, and every address ends in .test', () => {
    for (const seed of [1, 2, 3, SEED]) {
      const { companies, contacts, deals, engagements } = makeAccount(seed, NOW_MS);
      const all = [...companies, ...contacts, ...deals, ...engagements].map(({ id }) => id);
      assert.equal(new Set(all).size, all.length);
      const ids = new Set<unknown>(all);
      for (const { companyId, contactIds, championContactId } of deals) {
        assert.ok([companyId, championContactId, ...contactIds].every((id) => ids.has(id)));
      }
      assert.ok(contacts.every(({ companyId }) => ids.has(companyId)));
      assert.ok(engagements.every(({ dealId, contactId }) => ids.has(dealId) && ids.has(contactId)));
      for (const { email } of contacts) assert.match(email ?? '', /^[a-z.]+@[a-z-]+\.test$/);
      assert.ok(deals.some(({ ownerEmail }) => ownerEmail === UNKNOWN_OWNER));
      assert.deepEqual([...new Set(deals.map(({ currency }) => currency))].sort(), ['EUR', 'USD']);
    }
  });

  it('has silent deals and cold champions, and no others that the scan would find', async () => {
    const { deals, engagements, moods } = makeAccount(SEED, NOW_MS);
    for (const deal of deals) {
      const { properties } = merge(undefined, await dealChange('crm.deal.created', deal)).next;
      const times = (suits: (engagement: Account['engagements'][number]) => boolean) =>
        engagements
          .filter(suits)
          .map(({ at }) => new Date(at).toISOString())
          .sort();
      const champion = properties.championContactId;
      const answered = times((one) => one.contactId === champion && one.direction === 'inbound').at(-1);
      const found = detectSilence(
        {
          dealId: deal.id,
          properties,
          slumpToldAt: null,
          coldToldAt: null,
          lastEngagementAt: times(({ dealId }) => dealId === deal.id).at(-1) ?? '',
          championAnsweredAt: answered,
          championAskedAt: times((one) => one.contactId === champion && one.direction === 'outbound').find(
            (at) => answered === undefined || at > answered,
          ),
        },
        new Date(NOW_MS).toISOString(),
        DEFAULT_DETECTION,
      );
      const expected = { silent: ['activity_slump'], cold: ['champion_cold'], lively: [], closed: [] };
      const types = found.map(({ triggerType }) => triggerType);
      assert.deepEqual(types, expected[moods.get(deal.id) ?? 'closed'], deal.id);
    }
    const watched = [...moods.values()].filter((mood) => mood !== 'lively');
    assert.deepEqual(watched.sort(), ['cold', 'cold', 'cold', 'silent', 'silent', 'silent', 'silent']);
  });
});

describe("the demo's morning", () => {
  const account = makeAccount(SEED, NOW_MS);
  const morning = makeMorning(account, NOW_MS + 1_000);

  it('is the same for the same account, and brings every trigger with what the scan finds', () => {
    assert.deepEqual(makeMorning(account, NOW_MS + 1_000), morning);
    const told = morning.flatMap(({ trigger }) => trigger ?? []);
    assert.deepEqual([...new Set([...told, 'activity_slump', 'champion_cold'])].sort(), [...TRIGGER_TYPES].sort());
  });

  it('does to each deal just what it says', async () => {
    const ofDeals = morning.filter(({ type }) => type === 'crm.deal.updated');
    assert.ok(ofDeals.length > 10);
    for (const { type, record, trigger, inWords } of ofDeals) {
      const before = account.deals.find(({ id }) => id === record.id);
      assert.ok(before !== undefined);
      const known = merge(undefined, await dealChange('crm.deal.created', before)).next;
      const change = await dealChange(type, record);
      const { next } = merge(known, change);
      const found = detectDeal(record.id, known, next, change.at, DEFAULT_DETECTION);
      const acted = found.filter(({ belowThreshold }) => belowThreshold !== true);
      const isKnownOwner = before.ownerEmail !== UNKNOWN_OWNER;
      const types = acted.map(({ triggerType }) => triggerType);
      assert.deepEqual(isKnownOwner ? types : [], trigger === undefined ? [] : [trigger], inWords);
    }
  });

  it('holds nothing that the webhook refuses', async () => {
    for (const { type, record } of morning satisfies MorningChange[]) await readSent(type, record);
  });

  it('names HubSpot objects that its fake will have, an import first', () => {
    const [before, after] = [hubspotBefore(NOW_MS), hubspotMorning(NOW_MS + 1_000)];
    const known = new Set([...before.objects, ...after.objects].map(({ id }) => Number(id)));
    for (const { objectId } of [...before.events, ...after.events]) assert.ok(known.has(Number(objectId)));
    assert.ok(before.events.every(({ changeSource }) => changeSource === 'IMPORT'));
    assert.ok(after.events.every((event) => !('changeSource' in event)));
    assert.ok(after.triggers.length > 3);
  });
});
