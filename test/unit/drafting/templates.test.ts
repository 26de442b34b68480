import assert from 'node:assert/strict';
import { TRIGGER_TYPES } from '../../../src/domain/triggers.ts';
import type { ContactFacts } from '../../../src/drafting/facts.ts';
import type { ReviewerTexts } from '../../../src/drafting/summary.ts';
import { text } from '../../../src/drafting/template.ts';
import { EMAIL } from '../../../src/drafting/templates/email/index.ts';
import { SLACK } from '../../../src/drafting/templates/slack.ts';
import { SUMMARY } from '../../../src/drafting/templates/summary.ts';
import { TASK } from '../../../src/drafting/templates/task.ts';
import { TOUCH } from '../../../src/drafting/templates/touch.ts';
import { ALWAYS, CONTACT_FACTS, SOMETIMES } from './fixtures.ts';

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
    for (const triggerType of TRIGGER_TYPES) {
      const { agreed, met, plain } = EMAIL[triggerType];
      for (const say of [agreed.subject, agreed.body])
        assertText(say({ ...CONTACT_FACTS, nextStep: 'Pilot' }), triggerType);
      for (const say of [met.subject, met.body]) assertText(say({ ...CONTACT_FACTS, topic: 'Demo' }), triggerType);
      for (const say of [plain.subject, plain.body]) assertText(say(CONTACT_FACTS), triggerType);
    }
  });

  it('come back to what the contact knows', () => {
    for (const triggerType of TRIGGER_TYPES) {
      const { agreed, met } = EMAIL[triggerType];
      assert.ok(
        agreed.body({ ...CONTACT_FACTS, nextStep: 'Pilot in Leeds' }).includes('“Pilot in Leeds”'),
        triggerType,
      );
      assert.ok(
        met.body({ ...CONTACT_FACTS, topic: 'Product walkthrough' }).includes('“Product walkthrough”'),
        triggerType,
      );
    }
  });

  it('do not compile with a fact that nobody knows of, nor with one that may be missing', () => {
    const facts: ContactFacts = CONTACT_FACTS;
    // @ts-expect-error: misspelt
    assert.equal(facts.compnay, undefined);
    // @ts-expect-error: a first name may be missing
    assert.equal(text`Hi ${facts.firstName}`, 'Hi Sarah');
    // @ts-expect-error: what contacts read knows no amount
    assert.equal(facts.amount, undefined);
    assert.equal(text`by ${facts.rep}`, 'by Ana');
  });
});
