import assert from 'node:assert/strict';
import { detectContact } from '../../../src/detection/detect.ts';
import type { ContactProperties } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { contactOf, daysAgo, NOW } from './fixtures.ts';

function detect(
  before: Partial<ContactProperties> | undefined,
  after: Partial<ContactProperties>,
  context: { isChampionOf?: { dealId: string; companyId?: string }[]; highFitFired?: boolean } = {},
) {
  const known = before === undefined ? undefined : contactOf(before);
  return detectContact('sarah', known, contactOf({ ...before, ...after }), NOW, DEFAULT_DETECTION, {
    isChampionOf: [],
    highFitFired: false,
    ...context,
  });
}

describe('detecting on contacts', () => {
  it('finds a high fit at first sight', () => {
    assert.deepEqual(detect(undefined, { fitScore: 91, companyId: 'acme', createdAt: daysAgo(1) }), [
      {
        triggerType: 'new_contact_high_fit',
        occurredAt: NOW,
        contactId: 'sarah',
        companyId: 'acme',
        facts: { score: 91 },
        urgency: 'high',
      },
    ]);
  });

  const fits: [string, Partial<ContactProperties> | undefined, Partial<ContactProperties>, boolean][] = [
    ['a score that came later', { createdAt: daysAgo(3) }, { fitScore: 80 }, true],
    ['a score that rose over the threshold', { createdAt: daysAgo(30), fitScore: 60 }, { fitScore: 85 }, true],
    ['one that had reached it before', { createdAt: daysAgo(3), fitScore: 80 }, { fitScore: 95 }, false],
    ['too low', { createdAt: daysAgo(3) }, { fitScore: 79 }, false],
    ['an old contact', { createdAt: daysAgo(31) }, { fitScore: 99 }, false],
    ['an old contact at first sight', undefined, { createdAt: daysAgo(31), fitScore: 99 }, false],
    ['unknown age, first sight', undefined, { fitScore: 85 }, true],
    ['unknown age, seen before', {}, { fitScore: 85 }, false],
  ];
  for (const [what, before, after, isFit] of fits) {
    it(`${isFit ? 'is' : 'is no'} new high fit: ${what}`, () => {
      assert.equal(detect(before, after).length, isFit ? 1 : 0);
      assert.deepEqual(detect(before, after, { highFitFired: true }), []);
    });
  }

  it('finds a champion’s new title, once for each open deal', () => {
    const isChampionOf = [{ dealId: 'a', companyId: 'other' }, { dealId: 'b' }];
    const found = detect({ jobTitle: 'CFO', companyId: 'acme' }, { jobTitle: 'CEO' }, { isChampionOf });
    assert.deepEqual(
      found.map(({ dealId, companyId, facts }) => ({ dealId, companyId, facts })),
      [
        { dealId: 'a', companyId: 'other', facts: { before: { jobTitle: 'CFO' }, after: { jobTitle: 'CEO' } } },
        { dealId: 'b', companyId: 'acme', facts: { before: { jobTitle: 'CFO' }, after: { jobTitle: 'CEO' } } },
      ],
    );
    assert.deepEqual(detect({ jobTitle: 'CFO' }, { jobTitle: 'CEO' }), []);
  });

  const unchanged: [string, Partial<ContactProperties> | undefined, string | null][] = [
    ['a first title', { jobTitle: null }, 'CFO'],
    ['first sight', undefined, 'CFO'],
    ['a title that went away', { jobTitle: 'CFO' }, null],
    ['other letters and spaces', { jobTitle: 'VP  sales' }, ' VP Sales'],
  ];
  for (const [what, before, jobTitle] of unchanged) {
    it(`does not call it a change of title: ${what}`, () => {
      assert.deepEqual(detect(before, { jobTitle }, { isChampionOf: [{ dealId: 'a' }] }), []);
    });
  }
});
