import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Happening, newCrowd } from '../../../src/detection/crowding.ts';
import { detectEngagement, isTheirDoing } from '../../../src/detection/detect.ts';
import type { EngagementChange, EngagementKind } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';

const START_MS = Date.parse('2026-11-02T00:00:00Z');
const hour = (hours: number) => new Date(START_MS + hours * 60 * 60 * 1000).toISOString();
const NOBODY = { opensOfContact: [], activeContactsOfCompany: [] };

function engagement(kind: EngagementKind, at: string, rest: Partial<EngagementChange> = {}): EngagementChange {
  return { type: 'engagement', id: 'e', kind, at, contactId: 'sarah', companyId: 'acme', bulk: false, ...rest };
}

/** The opens at these hours, arriving in this order: at which of them something is told. */
function tellsOpens(hours: number[]): number[] {
  return hours.filter((at, index) => {
    const opensOfContact = hours.slice(0, index + 1).map(hour);
    const found = detectEngagement(
      engagement('email_opened', hour(at)),
      { ...NOBODY, opensOfContact },
      DEFAULT_DETECTION,
    );
    return found.length > 0;
  });
}

/** Contacts active at these hours: at which of them something is told. */
function tellsContacts(active: [string, number][]): number[] {
  return active.flatMap(([contactId, at], index) => {
    const known = active.slice(0, index + 1).map(([id, when]) => ({ contactId: id, at: hour(when) }));
    const inbound = engagement('email', hour(at), { contactId, direction: 'inbound' });
    const found = detectEngagement(inbound, { ...NOBODY, activeContactsOfCompany: known }, DEFAULT_DETECTION);
    return found.length > 0 ? [at] : [];
  });
}

describe('detecting on engagements', () => {
  const opens: [string, number[], number[]][] = [
    ['at the third within a day', [0, 1, 2], [2]],
    ['not at each further one', [0, 1, 2, 3, 4, 5, 6], [2]],
    ['not where they lie too far apart', [0, 20, 30], []],
    ['exactly a window apart', [0, 12, 24], [24]],
    ['again after a pause', [0, 1, 2, 60, 61, 62], [2, 62]],
    ['one that arrives late completes them', [0, 2, 1], [1]],
    ['what arrives late is not told a second time', [0, 1, 3, 2], [3]],
  ];
  for (const [what, hours, told] of opens) {
    it(`tells repeated opens ${what}`, () => {
      assert.deepEqual(tellsOpens(hours), told);
    });
  }

  it('counts opens at one moment each by itself', () => {
    const opensOfContact = [hour(5), hour(5), hour(5)];
    const [found] = detectEngagement(
      engagement('email_opened', hour(5)),
      { ...NOBODY, opensOfContact },
      DEFAULT_DETECTION,
    );
    assert.deepEqual(found?.facts, { count: 3, windowHours: 24 });
  });

  it('tells when several contacts of a company are active, once', () => {
    assert.deepEqual(
      tellsContacts([
        ['a', 0],
        ['b', 24],
        ['c', 48],
        ['d', 50],
        ['a', 51],
      ]),
      [48],
    );
    assert.deepEqual(
      tellsContacts([
        ['a', 0],
        ['a', 1],
        ['b', 2],
        ['a', 3],
        ['b', 4],
      ]),
      [],
    );
    assert.deepEqual(
      tellsContacts([
        ['a', 0],
        ['b', 24],
        ['c', 169],
      ]),
      [],
    );
  });

  it('names the contacts, and takes company and deal from around where it must', () => {
    const activeContactsOfCompany = [
      { contactId: 'a', at: hour(0), name: 'Ann' },
      { contactId: 'b', at: hour(1) },
    ];
    const call = engagement('call', hour(2), { companyId: undefined });
    const around = { ...NOBODY, activeContactsOfCompany, companyId: 'acme', dealId: 'renewal' };
    assert.deepEqual(detectEngagement(call, around, DEFAULT_DETECTION), [
      {
        triggerType: 'multi_thread_engagement',
        occurredAt: hour(2),
        companyId: 'acme',
        dealId: 'renewal',
        contactId: 'sarah',
        facts: { count: 3, windowHours: 168, contactNames: ['Ann'] },
        urgency: 'normal',
      },
    ]);
  });

  it('finds meetings and forms, each an event of its own', () => {
    const [meeting] = detectEngagement(engagement('meeting', hour(0), { title: 'Demo' }), NOBODY, DEFAULT_DETECTION);
    assert.deepEqual(
      [meeting?.triggerType, meeting?.eventId, meeting?.facts],
      ['meeting_completed', 'e', { title: 'Demo' }],
    );
    const [form] = detectEngagement(engagement('form', hour(0)), NOBODY, DEFAULT_DETECTION);
    assert.deepEqual([form?.triggerType, form?.eventId, form?.facts], ['form_submission', 'e', { title: undefined }]);
    assert.deepEqual(detectEngagement(engagement('note', hour(0)), NOBODY, DEFAULT_DETECTION), []);
  });

  it('knows what is their doing', () => {
    const theirs: [EngagementKind, 'inbound' | 'outbound' | undefined, boolean][] = [
      ['email', 'inbound', true],
      ['email', 'outbound', false],
      ['email', undefined, false],
      ['call', undefined, true],
      ['call', 'outbound', false],
      ['meeting', undefined, true],
      ['form', undefined, true],
      ['note', 'inbound', false],
      ['email_opened', 'inbound', false],
    ];
    for (const [kind, direction, expected] of theirs) assert.equal(isTheirDoing({ kind, direction }), expected, kind);
  });
});

describe('crowds', () => {
  const crowd = { count: 3, windowMs: 10 };
  const happenings = fc.array(fc.record({ who: fc.constantFrom('a', 'b', 'c', 'd'), atMs: fc.nat(60) }), {
    maxLength: 20,
  });
  const tells = (arriving: Happening[]) =>
    arriving.filter((newcomer, index) => newCrowd(newcomer, arriving.slice(0, index), crowd) !== undefined);

  it('are told, in whatever order they gather, and nothing else is', () => {
    fc.assert(
      fc.property(happenings, (arriving) => {
        const isAnywhere = arriving.some(
          ({ atMs }) =>
            new Set(arriving.filter((other) => other.atMs <= atMs && atMs - other.atMs <= 10).map(({ who }) => who))
              .size >= crowd.count,
        );
        assert.equal(tells(arriving).length > 0, isAnywhere);
      }),
    );
  });

  it('are not told again within a window, where all arrive in order', () => {
    fc.assert(
      fc.property(happenings, (arriving) => {
        const told = tells(arriving.toSorted((a, b) => a.atMs - b.atMs));
        for (const [index, { atMs }] of told.entries()) {
          assert.ok(index === 0 || atMs - (told[index - 1]?.atMs ?? 0) > crowd.windowMs);
        }
      }),
    );
  });
});
