import assert from 'node:assert/strict';
import { TRIGGER_TYPES, type TriggerType } from '../../../src/domain/triggers.ts';
import { draft } from '../../../src/drafting/draft.ts';
import type { TriggerToDraft } from '../../../src/drafting/triggerToDraft.ts';
import { TRIGGER } from './fixtures.ts';

/** Something to look for in every field that is for the reviewer only. */
const CANARIES: Partial<TriggerToDraft> = {
  subject: {
    company: { id: 'canary-company-id', name: 'Acme Corp', url: 'https://canary.test/company' },
    deal: {
      id: 'canary-deal-id',
      name: 'canary deal',
      amountMinor: 98_765_00,
      currency: 'USD',
      stage: 'canary_stage',
      ownerId: 'canary-owner',
      url: 'https://canary.test/deal',
    },
    contact: { id: 'canary-contact-id', name: 'Sarah Lee', email: 'canary@acme.test', timeZone: 'Asia/Kolkata' },
  },
  facts: {
    before: { stage: 'canary_before', amountMinor: 43_210_00, closeDate: '2031-01-01', jobTitle: 'canary chief' },
    after: { stage: 'canary_after', amountMinor: 32_109_00, closeDate: '2031-02-02', jobTitle: 'canary officer' },
    percent: 55.5,
    days: 77,
    count: 66,
    windowHours: 99,
    score: 88,
    competitor: 'canary competitor',
    contactNames: ['canary colleague'],
    title: 'canary title',
  },
  given: { reason: 'canary reason', contextSummary: 'canary summary' },
  contextSummary: 'canary summary',
};
const FOUND = /canary|98,?765|43,?210|32,?109|55\.5|77|66|99|88|2031|Kolkata/i;
const HINTS =
  /stage|amount|score|competit|champion|opened|slump|regress|\bfit\b|pipeline|forecast|budget|price|cost|money|value\b|discount|deal\b|CRM|\$|€/i;

function emails(triggerType: TriggerType, changes: Partial<TriggerToDraft> = {}): { subject: string; body: string }[] {
  return (['send_email', 'draft_email'] as const).map((actionType) => {
    const { subject, body } = draft({ ...TRIGGER, ...changes, triggerType, actionType }).params;
    return { subject: String(subject), body: String(body) };
  });
}

/** With everything known, and with as little as can be. */
const KNOWLEDGE: [string, Partial<TriggerToDraft>][] = [
  ['all that is known', {}],
  ['no names', { subject: {} }],
  ['no company', { subject: { contact: { name: 'Sarah Lee' } } }],
];

describe('emails to contacts', () => {
  for (const triggerType of TRIGGER_TYPES) {
    it(`${triggerType}: hold no internal fact, nor a hint of one`, () => {
      for (const { subject, body } of emails(triggerType, CANARIES)) {
        assert.doesNotMatch(`${subject}\n${body}`, FOUND);
        assert.doesNotMatch(`${subject}\n${body}`, HINTS);
      }
    });

    for (const [what, known] of KNOWLEDGE) {
      it(`${triggerType}: ask for one thing in at most 120 words without gaps, with ${what}`, () => {
        for (const { subject, body } of emails(triggerType, known)) {
          assert.equal(body.match(/\?/g)?.length, 1, body);
          assert.doesNotMatch(subject, /\?/);
          assert.match(body, /\?$/, 'the question comes last');
          assert.ok(body.split(/\s+/).length <= 120, body);
          assert.ok(subject.length <= 70, subject);
          assert.doesNotMatch(
            `${subject}\n${body}`,
            /undefined|null|\{|\}|\[|%| {2}| [,.?]|\n\n\n|\n $|,,|the contact/,
          );
        }
      });
    }
  }

  it('say something different for each trigger', () => {
    const drafts = TRIGGER_TYPES.flatMap((triggerType) => emails(triggerType).slice(0, 1));
    assert.equal(new Set(drafts.map(({ subject }) => subject)).size, TRIGGER_TYPES.length);
    assert.equal(new Set(drafts.map(({ body }) => body)).size, TRIGGER_TYPES.length);
  });

  it('stay short whatever a company is called', () => {
    const name = 'a '.repeat(100);
    for (const triggerType of TRIGGER_TYPES) {
      for (const { body } of emails(triggerType, { subject: { company: { id: 'c', name } } })) {
        assert.ok(body.split(/\s+/).length <= 120);
      }
    }
  });

  it('never run what the CRM calls things', () => {
    for (const code of ['{{ rep }}', '{% raw %}', '{{ "x" | upcase }}', '{% if', '}}', '%}']) {
      const subject = {
        company: { id: 'c', name: code },
        deal: { id: 'd', name: code, stage: code, currency: code, amountMinor: 100 },
        contact: { id: 'p', name: code, email: code },
      };
      const values = { stage: code, closeDate: code, jobTitle: code, amountMinor: 7, currency: code };
      const facts = { before: values, after: values, competitor: code, contactNames: [code], title: code };
      const given = { reason: code };
      const rep = { displayName: code, timeZone: 'UTC' };
      for (const triggerType of TRIGGER_TYPES) {
        for (const actionType of ['send_email', 'create_followup_task', 'log_touch', 'notify_rep'] as const) {
          const { params, contextSummary } = draft({ ...TRIGGER, triggerType, actionType, subject, facts, given, rep });
          assert.ok(contextSummary.includes(code), contextSummary);
          assert.doesNotMatch(JSON.stringify(params), /"X"/);
        }
        const [email] = emails(triggerType, { subject, rep });
        const [plain] = emails(triggerType, {
          subject: { company: { id: 'c', name: 'NAME' } },
          rep: { displayName: 'NAME', timeZone: 'UTC' },
        });
        assert.equal(email?.body, plain?.body.replaceAll('NAME', code));
      }
    }
  });
});
