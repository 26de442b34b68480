import assert from 'node:assert/strict';
import {
  type Detected,
  detectDeal,
  shortOf,
  unmetOnContact,
  unmetOnDeal,
  unmetOnEngagement,
} from '../../../src/detection/detect.ts';
import type { ContactProperties, DealProperties, EngagementChange } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { outcomeInWords } from '../../../src/domain/words/whyUnused.ts';
import { contactOf, daysAgo, dealOf, NOW } from './fixtures.ts';

const BASE = {
  stage: 'negotiation',
  amountMinor: 10_000_000,
  currency: 'USD',
  closeDate: '2026-12-01',
  contactIds: [],
};
const why = (found: Detected[]) => found.map(({ triggerType, unmet }) => [triggerType, unmet?.outcome, unmet?.why]);

describe('why a change makes no trigger', () => {
  const onDeal = (from: Partial<DealProperties>, to: Partial<DealProperties>) =>
    why(unmetOnDeal('d', dealOf({ ...BASE, ...from }), dealOf({ ...BASE, ...from, ...to }), NOW, DEFAULT_DETECTION));
  const onContact = (before: Partial<ContactProperties> | undefined, after: object, highFitFired = false) =>
    why(
      unmetOnContact('sarah', before && contactOf(before), contactOf({ ...before, ...after }), NOW, DEFAULT_DETECTION, {
        highFitFired,
      }),
    );

  it('is by how much it was short of each threshold', () => {
    const settings = { ...DEFAULT_DETECTION, decrease: { minPercent: 5, minAmountMinor: 1_000_000 } };
    const [fell] = detectDeal('d', dealOf(BASE), dealOf({ ...BASE, amountMinor: 9_700_000 }), NOW, settings);
    const [moved] = detectDeal('d', dealOf(BASE), dealOf({ ...BASE, closeDate: '2026-12-04' }), NOW, settings);
    assert.ok(fell && moved);
    assert.deepEqual(shortOf(fell, settings), [
      { measure: 'percent', is: 3, needed: 5 },
      { measure: 'amountMinor', is: 300_000, needed: 1_000_000, currency: 'USD' },
    ]);
    assert.deepEqual(shortOf(moved, settings), [{ measure: 'days', is: 3, needed: 7 }]);
    const money = (amountMinor: number) => `$${amountMinor / 100}`;
    assert.equal(
      outcomeInWords({
        outcome: 'below_threshold',
        why: { short: shortOf(fell, settings) },
        crm: 'hubspot',
        userName: null,
        money,
      }),
      'No action: it takes 5 %, this was 3 % (2 % short); it takes $10000, this was $3000 ($7000 short).',
    );
  });

  it('on a deal is that it is closed, in another currency or pipeline, or in a stage that nobody named', () => {
    const closed = ['deal_value_decrease', 'not_applicable', { obstacle: 'deal_closed', found: 'closed_won' }];
    assert.deepEqual(onDeal({}, { amountMinor: 1, stage: 'closed_won' }), [closed]);
    assert.deepEqual(onDeal({}, { amountMinor: 5_000_000, currency: 'EUR' }), [
      ['deal_value_decrease', 'not_applicable', { obstacle: 'other_currency', found: 'EUR' }],
    ]);
    assert.deepEqual(onDeal({ pipeline: 'a' }, { pipeline: 'b', stage: 'demo' }), [
      ['deal_stage_regression', 'not_applicable', { obstacle: 'other_pipeline', found: 'demo' }],
    ]);
    assert.deepEqual(onDeal({}, { stage: 'limbo' }), [
      ['deal_stage_regression', 'not_applicable', { obstacle: 'unknown_stage', found: 'limbo' }],
    ]);
  });

  it('is nothing where no rule looks, and nothing beside a trigger', () => {
    for (const to of [{ name: 'Other' }, { amountMinor: 5_000_000 }, { stage: 'demo' }, { stage: 'contract' }]) {
      assert.deepEqual(onDeal({}, to), []);
    }
    assert.deepEqual(unmetOnDeal('d', undefined, dealOf(BASE), NOW, DEFAULT_DETECTION), [], 'first sight');
    assert.deepEqual(onContact({ fitScore: 85 }, { jobTitle: 'CEO' }), []);
    assert.deepEqual(onContact(undefined, { fitScore: 85, createdAt: daysAgo(1) }), []);
  });

  it('of a contact is a score that is too low, or comes too late', () => {
    const [low, late, told] = [
      onContact({ fitScore: 60, createdAt: daysAgo(1) }, { fitScore: 70 }),
      onContact({ createdAt: daysAgo(40) }, { fitScore: 90 }),
      onContact({ createdAt: daysAgo(3), fitScore: 60 }, { fitScore: 90 }, true),
    ];
    assert.deepEqual(low[0]?.[2], { short: [{ measure: 'score', is: 70, needed: 80 }] });
    assert.deepEqual(late[0]?.[2], { obstacle: 'not_new', found: '40' });
    assert.deepEqual(told[0]?.[2], { obstacle: 'told_before' });
  });

  it('is nothing of a low score that fell, or that is the first of a contact: a CRM that reckons all anew would fill the log', () => {
    assert.deepEqual(onContact({ fitScore: 70, createdAt: daysAgo(1) }, { fitScore: 60 }), []);
    assert.deepEqual(onContact({ fitScore: 90, createdAt: daysAgo(1) }, { fitScore: 70 }), []);
    assert.deepEqual(onContact(undefined, { fitScore: 70, createdAt: daysAgo(1) }), []);
    assert.deepEqual(onContact({ createdAt: daysAgo(1) }, { fitScore: 70 }), []);
  });

  it('of opens and active contacts is how many are missing, from the second on and not again for one who was counted', () => {
    const at = (hours: number) => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString();
    const open = (rest: Partial<EngagementChange>): EngagementChange => ({
      type: 'engagement',
      id: 'e',
      kind: 'email_opened',
      at: at(2),
      contactId: 'sarah',
      companyId: 'acme',
      bulk: false,
      ...rest,
    });
    const opens = (hours: number[]) =>
      why(
        unmetOnEngagement(open({}), { opensOfContact: hours.map(at), activeContactsOfCompany: [] }, DEFAULT_DETECTION),
      ).map(([, , because]) => because);
    assert.deepEqual(opens([2]), []);
    assert.deepEqual(opens([1, 2]), [{ short: [{ measure: 'opens', is: 2, needed: 3, windowHours: 24 }] }]);
    assert.deepEqual(opens([0, 1, 2]), []);
    const contacts = (active: [string, number][]) =>
      unmetOnEngagement(
        open({ kind: 'email', direction: 'inbound' }),
        {
          opensOfContact: [],
          activeContactsOfCompany: active.map(([contactId, hour]) => ({ contactId, at: at(hour) })),
        },
        DEFAULT_DETECTION,
      ).length;
    assert.equal(contacts([['sarah', 2]]), 0, 'one');
    assert.equal(
      contacts([
        ['tom', 0],
        ['sarah', 2],
      ]),
      1,
      'a second',
    );
    assert.equal(
      contacts([
        ['tom', 0],
        ['sarah', 1],
        ['sarah', 2],
      ]),
      0,
      'the second again',
    );
  });
});
