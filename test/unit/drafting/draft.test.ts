import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ACTION_TYPES } from '../../../src/domain/actionTypes.ts';
import { validateParams } from '../../../src/domain/params/validate.ts';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import { draft } from '../../../src/drafting/draft.ts';
import { formatAmount } from '../../../src/drafting/formatAmount.ts';
import type { TriggerToDraft } from '../../../src/drafting/triggerToDraft.ts';
import { TRIGGER } from './fixtures.ts';

/** Names as the API lets them in: one line. */
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these never get in
  .filter((text) => text.length <= 200 && !/[\u0000-\u001f\u007f\u2028\u2029]/.test(text));

describe('drafting', () => {
  for (const triggerType of TRIGGER_TYPES) {
    for (const actionType of ACTION_TYPES) {
      it(`${triggerType} → ${actionType}: valid whatever things are called, and however little is known`, () => {
        fc.assert(
          fc.property(name, name, name, fc.boolean(), (company, deal, contact, isKnown) => {
            const subject = isKnown
              ? { company: { id: 'c', name: company }, deal: { id: 'd', name: deal }, contact: { name: contact } }
              : {};
            const { params, contextSummary, alert } = draft({ ...TRIGGER, triggerType, actionType, subject });
            const valid = validateParams(actionType, params);
            assert.ok(valid.ok, JSON.stringify(valid));
            assert.ok(contextSummary.length > 0 && contextSummary.length <= 500);
            assert.ok(alert.title.length > 0 && alert.summary.length > 0);
          }),
          { numRuns: 25 },
        );
      });
    }

    it(`${triggerType}: what a contact reads holds no internal fact`, () => {
      const secret = (label: string) => `internal-${label}`;
      const subject = {
        ...TRIGGER.subject,
        deal: {
          ...TRIGGER.subject.deal,
          id: 'd',
          name: secret('deal'),
          stage: secret('stage'),
          amountMinor: 98_765_00,
        },
      };
      for (const actionType of ['send_email', 'draft_email'] as const) {
        const { params } = draft({
          ...TRIGGER,
          triggerType,
          actionType,
          subject,
          given: { reason: secret('reason') },
          contextSummary: secret('summary'),
        });
        const read = `${params.subject}\n${params.body}`;
        assert.doesNotMatch(
          read,
          /internal-|98,?765|stage|amount|score|competitor|champion|opened|slump|regress|fit\b/i,
        );
      }
    });
  }

  it('gives the reviewer the figures, where they are given', () => {
    const { contextSummary, alert, urgency } = draft({
      ...TRIGGER,
      given: { reason: 'Deal value decreased from $100,000 to $75,000' },
    });
    assert.equal(
      contextSummary,
      'Acme Corp: The value of Renewal went down to $75,000 (Deal value decreased from $100,000 to $75,000) — draft an email to Sarah Lee',
    );
    assert.equal(alert.title, 'Deal value decreased to $75,000');
    assert.deepEqual([alert.severity, urgency], ['warning', 'high']);
  });

  it('never takes text from outside as a template', () => {
    const code = '{{ rep }}{%include "/etc/passwd"%}';
    const { params, contextSummary } = draft({
      ...TRIGGER,
      triggerType: 'new_contact_high_fit',
      actionType: 'send_email',
      subject: { company: { id: 'c', name: code }, contact: { name: `${code} Lee` } },
      given: { reason: code },
    });
    assert.ok(String(params.subject).includes(code));
    assert.ok(contextSummary.includes(code));
  });

  it('lets what is given win', () => {
    const { params, urgency, contextSummary } = draft({
      ...TRIGGER,
      given: { subject: 'Mine', urgency: 'low', contextSummary: 'theirs' },
    });
    assert.deepEqual([params.subject, urgency, params.urgency, contextSummary], ['Mine', 'low', 'low', 'theirs']);
    assert.equal(draft({ ...TRIGGER, given: { contextSummary: 'a' }, contextSummary: 'b' }).contextSummary, 'b');
  });

  it('names the version of the template, unless all words were given', () => {
    const versionOf = (changes: Partial<TriggerToDraft>) => draft({ ...TRIGGER, ...changes }).draftVersion;
    for (const triggerType of TRIGGER_TYPES) {
      for (const actionType of ACTION_TYPES) {
        assert.match(versionOf({ triggerType, actionType }) ?? '', new RegExp(`^${triggerType}/[1-9]\\d*$`));
      }
    }
    assert.notEqual(versionOf({ given: { subject: 'Mine' } }), null);
    assert.equal(versionOf({ given: { subject: 'Mine', body: 'Mine, too' } }), null);
  });

  it('has tasks due on the next working morning of the rep', () => {
    const { params } = draft({ ...TRIGGER, actionType: 'create_followup_task' });
    assert.equal(params.dueAt, '2025-11-24T14:00:00.000Z');
  });

  it('greets by first name, and without a name all the same', () => {
    assert.match(String(draft(TRIGGER).params.body), /^Hi Sarah,\n/);
    assert.match(String(draft({ ...TRIGGER, subject: {} }).params.body), /^Hello,\n/);
  });

  it('writes amounts in the currency’s own minor units', () => {
    assert.equal(formatAmount(7_500_000, 'USD'), '$75,000');
    assert.equal(formatAmount(7_500_050, 'USD'), '$75,000.50');
    assert.equal(formatAmount(7_500_000, 'JPY'), '¥7,500,000');
    assert.equal(formatAmount(1_234, 'KWD').replace(/\s/g, ' '), 'KWD 1.234');
    assert.equal(formatAmount(0, 'EUR'), '€0');
  });
});
