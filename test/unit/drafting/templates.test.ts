import assert from 'node:assert/strict';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import type { ContactFacts } from '../../../src/drafting/facts.ts';
import type { ReviewerTexts } from '../../../src/drafting/summary.ts';
import { text } from '../../../src/drafting/template.ts';
import { EMAIL } from '../../../src/drafting/templates/email.ts';
import { SLACK } from '../../../src/drafting/templates/slack.ts';
import { SUMMARY } from '../../../src/drafting/templates/summary.ts';
import { TASK } from '../../../src/drafting/templates/task.ts';
import { TOUCH } from '../../../src/drafting/templates/touch.ts';

const ALWAYS = {
  deal: 'Renewal',
  contact: 'Sarah',
  title: 'Value dropped',
  news: 'Acme: it dropped',
  // What stands in front of the figures: no template says these.
  dealName: 'Renewal',
  contactName: 'Sarah',
  reason: 'why',
};
const SOMETIMES = {
  company: 'Acme',
  amount: '$1',
  stage: 'Won',
  from: 'A',
  to: 'B',
  percent: '25 %',
  days: '3 days',
  count: '4',
  window: '2 days',
  score: '91',
  competitor: 'Rival',
  names: 'Ann and Bob',
  event: 'Demo',
} satisfies Omit<ReviewerTexts, keyof typeof ALWAYS>;

/** Every combination of what may be missing. */
function* reviewed(): Generator<ReviewerTexts> {
  const facts = Object.entries(SOMETIMES);
  for (let mask = 0; mask < 2 ** facts.length; mask += 1) {
    const known = facts.map(([name, fact], index) => [name, mask & (1 << index) ? fact : undefined]);
    // fromEntries forgets the names; they are those of SOMETIMES.
    yield { ...(Object.fromEntries(known) as typeof SOMETIMES), ...ALWAYS };
  }
}

function assertText(said: string, where: string): void {
  assert.doesNotMatch(said, /undefined|null|\{|\$\{|\( ?\)|^ | $| {2}| ,/, where);
}

describe('templates', () => {
  it('say nothing of what is missing, whatever else is known', () => {
    for (const facts of reviewed()) {
      for (const triggerType of TRIGGER_TYPES) {
        const { title, happened, figures } = SUMMARY[triggerType];
        for (const say of [title, happened, figures]) assertText(say(facts), triggerType);
        for (const { subject, body } of [TASK[triggerType], SLACK[triggerType], TOUCH[triggerType]]) {
          for (const say of [subject, body]) assertText(say(facts), triggerType);
        }
      }
    }
    for (const company of ['Acme', undefined]) {
      const facts: ContactFacts = { company, firstName: undefined, rep: 'Ana' };
      for (const triggerType of TRIGGER_TYPES) {
        const { subject, body } = EMAIL[triggerType];
        for (const say of [subject, body]) assertText(say(facts), triggerType);
      }
    }
  });

  it('do not compile with a fact that nobody knows of, nor with one that may be missing', () => {
    const facts: ContactFacts = { company: 'Acme', firstName: 'Sarah', rep: 'Ana' };
    // @ts-expect-error: misspelt
    assert.equal(facts.compnay, undefined);
    // @ts-expect-error: a company may be missing
    assert.equal(text`for ${facts.company}`, 'for Acme');
    // @ts-expect-error: what contacts read knows no amount
    assert.equal(facts.amount, undefined);
    assert.equal(text`by ${facts.rep}`, 'by Ana');
  });
});
