import assert from 'node:assert/strict';
import { detectDeal, stageKind } from '../../../src/detection/detect.ts';
import type { DealProperties } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { dealOf, NOW } from './fixtures.ts';

const BASE: Partial<DealProperties> = {
  companyId: 'acme',
  stage: 'negotiation',
  amountMinor: 10_000_000,
  currency: 'USD',
  closeDate: '2026-12-01',
  competitors: ['Globex'],
  contactIds: ['sarah', 'tom'],
};

function detect(from: Partial<DealProperties>, to: Partial<DealProperties>, settings = DEFAULT_DETECTION) {
  return detectDeal('renewal', dealOf({ ...BASE, ...from }), dealOf({ ...BASE, ...from, ...to }), NOW, settings);
}

/** Which triggers, and whether with enough behind them. */
const found = (from: Partial<DealProperties>, to: Partial<DealProperties>) =>
  detect(from, to).map(({ triggerType, belowThreshold }) => `${triggerType}${belowThreshold ? ' (below)' : ''}`);

describe('detecting on deals', () => {
  it('says what it is about, with the figures', () => {
    assert.deepEqual(detect({}, { amountMinor: 7_500_000 }), [
      {
        triggerType: 'deal_value_decrease',
        occurredAt: NOW,
        dealId: 'renewal',
        companyId: 'acme',
        contactId: 'sarah',
        urgency: 'high',
        facts: {
          before: { amountMinor: 10_000_000, currency: 'USD' },
          after: { amountMinor: 7_500_000, currency: 'USD' },
          percent: 25,
        },
        belowThreshold: false,
      },
    ]);
    assert.equal(detect({ championContactId: 'tom' }, { stage: 'demo' })[0]?.contactId, 'tom');
  });

  it('finds several at once', () => {
    assert.deepEqual(
      found({}, { stage: 'demo', amountMinor: 7_500_000, closeDate: '2026-12-31', competitors: ['Hooli'] }),
      ['deal_stage_regression', 'deal_value_decrease', 'deal_close_date_pushed', 'deal_competitor_added'],
    );
  });

  it('finds nothing at first sight, of the deal or of a property', () => {
    assert.deepEqual(detectDeal('renewal', undefined, dealOf(BASE), NOW, DEFAULT_DETECTION), []);
    assert.deepEqual(detectDeal('renewal', dealOf({ name: 'Renewal' }), dealOf(BASE), NOW, DEFAULT_DETECTION), []);
  });

  const stages: [string, string, string, boolean][] = [
    ['an earlier open stage', 'negotiation', 'qualification', true],
    ['a later one', 'qualification', 'negotiation', false],
    ['lost', 'negotiation', 'closed_lost', false],
    ['won', 'negotiation', 'closed_won', false],
    ['out of won', 'closed_won', 'contract', true],
    ['out of lost', 'closed_lost', 'discovery', false],
    ['a stage that the settings do not name', 'negotiation', 'limbo', false],
    ['out of such a stage', 'limbo', 'discovery', false],
    ['the same stage, written otherwise', 'Closed-Won', 'closed won', false],
    ['an earlier stage, written otherwise', 'Negotiation', 'Demo', true],
  ];
  for (const [what, from, to, isRegression] of stages) {
    it(`${isRegression ? 'calls' : 'does not call'} it a regression: ${what}`, () => {
      assert.deepEqual(found({ stage: from }, { stage: to }), isRegression ? ['deal_stage_regression'] : []);
    });
  }

  it('compares stages within one pipeline only, and by that pipeline’s order', () => {
    assert.deepEqual(found({ pipeline: 'default', stage: 'contractsent' }, { stage: 'qualifiedtobuy' }), [
      'deal_stage_regression',
    ]);
    assert.deepEqual(found({ pipeline: 'default', stage: 'contractsent' }, { pipeline: 'x', stage: 'demo' }), []);
  });

  it('calls it urgent to start over', () => {
    assert.equal(detect({}, { stage: 'proposal' })[0]?.urgency, 'normal');
    assert.equal(detect({}, { stage: 'discovery' })[0]?.urgency, 'high');
    assert.equal(detect({ stage: 'closed_won' }, { stage: 'contract' })[0]?.urgency, 'high');
  });

  const amounts: [string, Partial<DealProperties>, Partial<DealProperties>, string[]][] = [
    ['a rise', {}, { amountMinor: 15_000_000 }, ['deal_value_increase']],
    ['less than the minimum', {}, { amountMinor: 9_600_000 }, ['deal_value_decrease (below)']],
    ['exactly the minimum', {}, { amountMinor: 9_500_000 }, ['deal_value_decrease']],
    ['down to nothing', {}, { amountMinor: 0 }, ['deal_value_decrease']],
    ['a first amount', { amountMinor: null }, { amountMinor: 5 }, []],
    ['from zero', { amountMinor: 0 }, { amountMinor: 5 }, []],
    ['no amount any more', {}, { amountMinor: null }, []],
    ['another currency', {}, { amountMinor: 7_500_000, currency: 'EUR' }, []],
    ['another currency alone', {}, { currency: 'EUR' }, []],
    ['on a deal won by then', {}, { amountMinor: 1, stage: 'closed_won' }, []],
    ['on a lost deal', { stage: 'closed_lost' }, { amountMinor: 1 }, []],
    ['in a stage that nobody named', { stage: 'limbo' }, { amountMinor: 1 }, ['deal_value_decrease']],
  ];
  for (const [what, from, to, expected] of amounts) {
    it(`judges the value: ${what}`, () => assert.deepEqual(found(from, to), expected));
  }

  it('needs percent and amount to be enough', () => {
    const settings = { ...DEFAULT_DETECTION, decrease: { minPercent: 5, minAmountMinor: 5_000_000 } };
    assert.equal(detect({}, { amountMinor: 6_000_000 }, settings)[0]?.belowThreshold, true);
    assert.equal(detect({}, { amountMinor: 5_000_000 }, settings)[0]?.belowThreshold, false);
  });

  it('compares amounts where the change did not say which currency was before', () => {
    const before = dealOf({ amountMinor: 100 });
    const after = dealOf({ amountMinor: 50, currency: 'USD' });
    assert.equal(detectDeal('d', before, after, NOW, DEFAULT_DETECTION).length, 1);
  });

  it('gives percent with one decimal at most', () => {
    assert.equal(detect({}, { amountMinor: 6_666_667 })[0]?.facts.percent, 33.3);
    assert.equal(detect({}, { amountMinor: 9_999_999 })[0]?.facts.percent, 0.1);
  });

  it('counts the days that a close date moved', () => {
    assert.deepEqual(detect({}, { closeDate: '2026-12-31' })[0]?.facts, {
      before: { closeDate: '2026-12-01' },
      after: { closeDate: '2026-12-31' },
      days: 30,
    });
    assert.deepEqual(found({}, { closeDate: '2026-12-07' }), ['deal_close_date_pushed (below)']);
    assert.deepEqual(found({}, { closeDate: '2026-11-01' }), []);
    assert.deepEqual(found({}, { closeDate: null }), []);
  });

  it('names new competitors, however they are written', () => {
    assert.equal(detect({}, { competitors: ['Globex', 'Hooli', 'Initech'] })[0]?.facts.competitor, 'Hooli, Initech');
    assert.deepEqual(found({}, { competitors: [' GLOBEX ', ''] }), []);
    assert.deepEqual(found({}, { competitors: [] }), []);
  });

  it('knows which end of a pipeline a stage is', () => {
    const kinds = ['demo', 'closed_won', 'Closed Lost', 'limbo'].map((s) => stageKind(DEFAULT_DETECTION, null, s));
    assert.deepEqual(kinds, ['open', 'won', 'lost', 'unknown']);
    assert.equal(stageKind({ ...DEFAULT_DETECTION, pipelines: [] }, null, 'demo'), 'unknown');
  });
});
