import assert from 'node:assert/strict';
import { ACTION_TYPES } from '../../../src/domain/actionTypes.ts';
import type { TriggerFacts } from '../../../src/domain/crm.ts';
import { validateParams } from '../../../src/domain/params/validate.ts';
import { stageLabel } from '../../../src/domain/stageLabel.ts';
import { TRIGGER_TYPES, type TriggerType } from '../../../src/domain/triggers.ts';
import { urgencyOf } from '../../../src/domain/urgency.ts';
import { draft } from '../../../src/drafting/draft.ts';
import { formatAmount } from '../../../src/drafting/formatAmount.ts';
import { firstNameOf, listed, readableWindow } from '../../../src/drafting/readable.ts';
import type { TriggerToDraft } from '../../../src/drafting/triggerToDraft.ts';
import { TRIGGER } from './fixtures.ts';

const amounts = (from: number, to: number) => ({ before: { amountMinor: from }, after: { amountMinor: to } });

const SUMMARIES: [TriggerType, TriggerFacts, string][] = [
  [
    'deal_value_decrease',
    { ...amounts(10_000_000, 7_500_000), percent: 25 },
    'Renewal (Acme Corp): value dropped 25 %, $100,000 → $75,000',
  ],
  [
    'deal_value_increase',
    { ...amounts(7_500_000, 10_000_050), percent: 33.3 },
    'Renewal (Acme Corp): value rose 33.3 %, $75,000 → $100,000.50',
  ],
  [
    'deal_stage_regression',
    { before: { stage: 'closed_won' }, after: { stage: 'qualification' } },
    'Renewal (Acme Corp, $75,000): moved back from Closed won to Qualification',
  ],
  [
    'deal_close_date_pushed',
    { before: { closeDate: '2026-12-01' }, after: { closeDate: '2026-12-31' }, days: 30 },
    'Renewal (Acme Corp, $75,000): close date pushed 30 days, 2026-12-01 → 2026-12-31',
  ],
  ['deal_competitor_added', { competitor: 'Globex' }, 'Renewal (Acme Corp, $75,000): new competitor, Globex'],
  ['new_contact_high_fit', { score: 91 }, 'Sarah Lee (Acme Corp): new contact with a fit score of 91'],
  [
    'email_opened_multiple',
    { count: 3, windowHours: 24 },
    'Sarah Lee (Acme Corp): opened emails 3 times within 24 hours',
  ],
  ['activity_slump', { days: 16 }, 'Renewal (Acme Corp, $75,000): no engagement for 16 days'],
  [
    'champion_title_change',
    { before: { jobTitle: 'CFO' }, after: { jobTitle: 'CEO' } },
    'Sarah Lee (Acme Corp): the champion’s job title changed, CFO → CEO',
  ],
  [
    'champion_cold',
    { days: 12 },
    'Renewal (Acme Corp, $75,000): Sarah Lee, the champion, has not answered for 12 days',
  ],
  [
    'multi_thread_engagement',
    { count: 3, windowHours: 168, contactNames: ['Ann', 'Ben', 'Cleo'] },
    'Acme Corp: 3 contacts became active within 7 days (Ann, Ben and Cleo)',
  ],
  ['meeting_completed', { title: 'Demo' }, 'Sarah Lee (Acme Corp): the meeting “Demo” took place'],
  ['form_submission', { title: 'Pricing' }, 'Sarah Lee (Acme Corp): submitted the form “Pricing”'],
];

describe('figures in drafts', () => {
  for (const [triggerType, facts, expected] of SUMMARIES) {
    it(`${triggerType}: stand in the summary`, () => {
      const { contextSummary, alert } = draft({ ...TRIGGER, triggerType, facts });
      assert.deepEqual([contextSummary, alert.summary], [`${expected} — draft an email to Sarah Lee`, expected]);
    });

    it(`${triggerType}: make valid parameters for every action, readable without them, too`, () => {
      for (const actionType of ACTION_TYPES) {
        for (const some of [facts, {}, undefined]) {
          for (const subject of [TRIGGER.subject, {}]) {
            const { params, contextSummary } = draft({ ...TRIGGER, triggerType, actionType, facts: some, subject });
            assert.ok(validateParams(actionType, params).ok);
            const read = [params.subject, params.body, contextSummary].join('\n');
            assert.doesNotMatch(read, /undefined|null|NaN|\{|\}| {2}|\( *\)| [,.?:]|“”/);
          }
        }
      }
    });
  }

  it('are those of every trigger', () => {
    assert.deepEqual(new Set(SUMMARIES.map(([triggerType]) => triggerType)), new Set(TRIGGER_TYPES));
  });

  it('do not name a company twice', () => {
    const subject = { ...TRIGGER.subject, deal: { id: 'd', name: 'Acme Renewal' } };
    const { contextSummary } = draft({ ...TRIGGER, subject, facts: { ...amounts(200, 100), percent: 50 } });
    assert.match(contextSummary, /^Acme Renewal: value dropped 50 %, €2 → €1 — /);
  });

  it('stand behind the best name there is', () => {
    const summaryOf = (subject: TriggerToDraft['subject']) =>
      draft({ ...TRIGGER, triggerType: 'activity_slump', facts: { days: 16 }, subject }).alert.summary;
    assert.equal(summaryOf({ company: { id: 'c', name: 'Acme' } }), 'Acme: no engagement for 16 days');
    assert.equal(summaryOf({ deal: { id: 'd', name: 'Renewal' } }), 'Renewal: no engagement for 16 days');
    assert.equal(summaryOf({ deal: { id: 'd', name: '' } }), 'No engagement for 16 days');
    const contact = { name: '', email: 'sarah@acme.test' };
    assert.match(draft({ ...TRIGGER, subject: { contact } }).contextSummary, /draft an email to sarah@acme.test$/);
  });

  it('are in the currency they were given in', () => {
    const facts = {
      before: { amountMinor: 100_000, currency: 'JPY' },
      after: { amountMinor: 75_000, currency: 'JPY' },
      percent: 25,
    };
    assert.match(draft({ ...TRIGGER, facts }).contextSummary, /¥100,000 → ¥75,000/);
  });

  it('go into tasks and messages for the rep', () => {
    const facts = { ...amounts(10_000_000, 7_500_000), percent: 25 };
    const task = draft({ ...TRIGGER, actionType: 'create_followup_task', facts }).params;
    assert.equal(task.subject, 'Review the lower value of Renewal ($100,000 → $75,000)');
    assert.match(String(task.body), /^Renewal \(Acme Corp\): value dropped 25 %/);
  });

  it('survive what a CRM may call things', () => {
    const subject = {
      company: { id: 'c', name: `two\nlines ${'x'.repeat(300)}` },
      contact: { name: ' ', email: 'n/a' },
    };
    for (const actionType of ACTION_TYPES) {
      const facts = { title: 'one\r\ntwo', competitor: 'a\u0000b\u2028c' };
      for (const triggerType of TRIGGER_TYPES) {
        const { params } = draft({ ...TRIGGER, triggerType, actionType, subject, facts });
        const valid = validateParams(actionType, params);
        assert.ok(valid.ok, JSON.stringify(valid));
        assert.equal(params.contactEmail, undefined);
      }
    }
  });

  it('decide how urgent it is', () => {
    const cases: [TriggerType, TriggerFacts | undefined, string][] = [
      ['deal_value_decrease', { percent: 20 }, 'high'],
      ['deal_value_decrease', { percent: 19.9 }, 'normal'],
      ['deal_value_decrease', undefined, 'high'],
      ['deal_value_increase', { percent: 5 }, 'low'],
      ['deal_value_increase', undefined, 'normal'],
      ['deal_stage_regression', { after: { stage: 'demo' } }, 'normal'],
      ['deal_stage_regression', { after: { stage: 'discovery' }, startsOver: true }, 'high'],
      ['deal_stage_regression', undefined, 'high'],
      ['deal_close_date_pushed', { days: 30 }, 'high'],
      ['deal_close_date_pushed', undefined, 'normal'],
      ['activity_slump', { days: 29 }, 'normal'],
      ['activity_slump', { days: 30 }, 'high'],
      ['new_contact_high_fit', { score: 90 }, 'high'],
      ['new_contact_high_fit', { score: 89 }, 'normal'],
      ['champion_cold', { days: 10 }, 'high'],
      ['meeting_completed', {}, 'low'],
    ];
    for (const [triggerType, facts, expected] of cases) {
      assert.equal(urgencyOf(triggerType, facts), expected, triggerType);
      assert.equal(draft({ ...TRIGGER, triggerType, facts }).urgency, expected);
    }
    assert.equal(draft({ ...TRIGGER, facts: { percent: 5 }, given: { urgency: 'high' } }).urgency, 'high');
  });
});

describe('values as people read them', () => {
  it('shows stages as words', () => {
    const stages = ['closed_won', 'decisionmakerboughtin', 'Negotiation', 'legal-review', '12345', 'constructor'];
    assert.deepEqual(
      stages.map((stage) => stageLabel(stage)),
      ['Closed won', 'Decision maker bought in', 'Negotiation', 'Legal review', 'stage 12345', 'Constructor'],
    );
  });

  it('greets by what is surely a first name', () => {
    const names: [string, string | undefined][] = [
      ['Sarah Lee', 'Sarah'],
      ['Dr. Sarah Lee', 'Sarah'],
      ['Lee, Sarah', 'Sarah'],
      ['SARAH LEE', 'Sarah'],
      ['sarah', 'Sarah'],
      ['Jean-Luc Picard', 'Jean-Luc'],
      ['Inès', 'Inès'],
      ['山田 太郎', '山田'],
      ['Sarah Lee, PhD', undefined],
      ['S. Lee', undefined],
      ['sarah@acme.test', undefined],
      ['{{ rep }}', undefined],
      ['', undefined],
    ];
    for (const [name, expected] of names) assert.equal(firstNameOf(name), expected, name);
  });

  it('shows windows, lists and amounts of no known currency', () => {
    assert.deepEqual([1, 24, 36, 168].map(readableWindow), ['1 hour', '24 hours', '36 hours', '7 days']);
    assert.deepEqual([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed), ['', 'a', 'a and b', 'a, b and c']);
    assert.equal(formatAmount(1_234_50, 'Taler'), '1,234.5 Taler');
  });
});
