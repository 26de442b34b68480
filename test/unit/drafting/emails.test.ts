import assert from 'node:assert/strict';
import { validateParams } from '../../../src/domain/params/validate.ts';
import type { SharedHistory } from '../../../src/domain/sharedHistory.ts';
import { TRIGGER_TYPES, type TriggerType } from '../../../src/domain/triggers.ts';
import { type Calendar, DEFAULT_WORKING_HOURS } from '../../../src/domain/workingHours.ts';
import { draft } from '../../../src/drafting/draft.ts';
import type { MeetingCalendars } from '../../../src/drafting/meetingTimes.ts';
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
  // Of the last meeting, of what was agreed on and of the last email only what is no affair of ours alone.
  shared: {
    meeting: 'Walkthrough of canary competitor',
    nextStep: 'Win canary deal back',
    thread: { messageId: '<canary@acme.test>', subject: 'canary colleague on our discount' },
    jobTitle: 'canary chief of canaries',
    secrets: ['canary competitor', 'canary'],
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

const rep = (timeZone: string): Calendar => ({ hours: DEFAULT_WORKING_HOURS, timeZone, isHoliday: () => false });
const NEXT_STEP = 'Send the security questionnaire to your IT';
const THREAD = { messageId: '<last@acme.test>', subject: 'RE: Fwd: Your questions on the rollout' };

/** All that makes an email longer or shorter, each in its least and its most. */
const NAMES: Partial<TriggerToDraft>[] = [
  {},
  { subject: {}, rep: { displayName: 'Ana', timeZone: 'UTC' } },
  { subject: { contact: { name: 'Sarah Lee' } } },
  {
    subject: { ...TRIGGER.subject, company: { id: 'c', name: 'The Very Large Widget Company' } },
    rep: { displayName: 'Maria del Carmen Ruiz', timeZone: 'UTC', company: 'Northwind Traders Ltd' },
  },
  { subject: { company: { id: 'c', name: 'a '.repeat(100) } } },
];
const SHARED: SharedHistory[] = [
  {},
  { meeting: 'Demo' },
  { meeting: 'How your two teams would work with it', thread: THREAD },
  { nextStep: 'Pilot', meeting: 'Demo' },
  { nextStep: 'Have both of our teams meet in Leeds soon', thread: THREAD },
  { thread: THREAD },
];
const ROLES = [undefined, 'CEO', 'VP Procurement', 'Head of Purchasing', 'Staff Engineer'];
const CALENDARS: (MeetingCalendars | undefined)[] = [
  undefined,
  { rep: rep('America/New_York') },
  { rep: rep('America/New_York'), contact: rep('Europe/Berlin') },
];

function* everyKnowledge(): Generator<Partial<TriggerToDraft>> {
  for (const names of NAMES)
    for (const shared of SHARED)
      for (const jobTitle of ROLES)
        for (const calendars of CALENDARS)
          for (const title of [undefined, 'Product walkthrough'])
            yield {
              ...names,
              shared: { ...shared, ...(jobTitle === undefined ? {} : { jobTitle }) },
              calendars,
              facts: { title },
            };
}

describe('emails to contacts', () => {
  for (const triggerType of TRIGGER_TYPES) {
    it(`${triggerType}: hold no internal fact, nor a hint of one`, () => {
      for (const { subject, body } of emails(triggerType, CANARIES)) {
        assert.doesNotMatch(`${subject}\n${body}`, FOUND);
        assert.doesNotMatch(`${subject}\n${body}`, HINTS);
      }
    });

    it(`${triggerType}: have 50 to 80 words, no gap and one question, whatever is known`, () => {
      for (const known of everyKnowledge()) {
        const { subject, body } = emails(triggerType, known)[0] ?? assert.fail();
        const words = body.split(/\s+/).length;
        assert.ok(words >= 50 && words <= 80, `${words} words: ${body}`);
        assert.equal(body.match(/\?/g)?.length, 1, body);
        assert.match(body, /\?$/, 'the question comes last');
        assert.doesNotMatch(subject, /\?/);
        assert.ok(subject.length <= 90, subject);
        const all = `${subject}\n${body}`;
        assert.doesNotMatch(all, /undefined|null|\{|\}|\[|%| {2}| [,.?]|\n\n\n|\n $|,,|“”|\.\.|the contact/);
        assert.doesNotMatch(all, HINTS);
      }
    });

    it(`${triggerType}: says it in three ways, by what is known`, () => {
      const facts = { title: 'Product walkthrough' };
      const [plain] = emails(triggerType);
      const [met] = emails(triggerType, { shared: { meeting: 'Product walkthrough' }, facts });
      const [agreed] = emails(triggerType, { shared: { meeting: 'Product walkthrough', nextStep: NEXT_STEP }, facts });
      assert.equal(new Set([plain?.body, met?.body, agreed?.body]).size, 3);
      assert.deepEqual(emails(triggerType), [plain, plain], 'the same again, sent at once or left to the rep');
      assert.match(met?.body ?? '', /“Product walkthrough”/);
      assert.match(agreed?.body ?? '', /“Send the security questionnaire to your IT”/);
    });
  }

  it('say something different for each trigger', () => {
    for (const shared of SHARED.map(({ thread: _, ...rest }) => rest)) {
      const drafts = TRIGGER_TYPES.flatMap((triggerType) => emails(triggerType, { shared }).slice(0, 1));
      assert.equal(new Set(drafts.map(({ subject }) => subject)).size, TRIGGER_TYPES.length);
      assert.equal(new Set(drafts.map(({ body }) => body)).size, TRIGGER_TYPES.length);
    }
  });

  it('answer the last email, but for somebody new and for a form', () => {
    for (const triggerType of TRIGGER_TYPES) {
      const { params } = draft({ ...TRIGGER, triggerType, shared: { thread: THREAD } });
      const isAnswer = triggerType !== 'new_contact_high_fit' && triggerType !== 'form_submission';
      assert.equal(params.inReplyTo, isAnswer ? THREAD.messageId : undefined, triggerType);
      assert.equal(params.subject === 'Re: Your questions on the rollout', isAnswer, triggerType);
      assert.equal(validateParams('draft_email', params).ok, true);
    }
  });

  it('do not answer an email that speaks of our own affairs', () => {
    for (const subject of ['Discount for Sarah', 'How we beat Globex', '', 'Forecast call', '$5 more']) {
      const shared = { thread: { ...THREAD, subject }, secrets: ['Globex'] };
      assert.equal(draft({ ...TRIGGER, shared }).params.inReplyTo, undefined, subject);
    }
  });

  it('do not speak of a meeting or a next step whose name holds more than the contact may read', () => {
    const names = [
      'Deal review',
      'Pricing strategy',
      'Globex comparison',
      'Renewal',
      'Save 20 %',
      'At-risk account',
      'Call with sarah@acme.test',
      'https://meet.example',
      'Q3 forecast',
      '',
      '?',
      '12',
      'one two three four five six seven eight nine ten',
      'x'.repeat(61),
    ];
    const [plain] = emails('activity_slump');
    for (const name of names) {
      const shared = { meeting: name, nextStep: name, secrets: ['Globex'] };
      assert.deepEqual(emails('activity_slump', { shared })[0], plain, name);
    }
  });

  it('are shorter in what they ask for, and otherwise in tone, by what the contact does', () => {
    const of = (jobTitle: string) => {
      const { suggestedTone, body } = draft({ ...TRIGGER, shared: { jobTitle } }).params;
      return [suggestedTone, /for (\d+) minutes/.exec(String(body))?.[1]];
    };
    assert.deepEqual(of('Chief Operating Officer'), ['consultative, brief', '15']);
    assert.deepEqual(of('Senior Data Engineer'), ['consultative, precise', '30']);
    assert.deepEqual(of('Procurement Manager'), ['consultative, thorough', '20']);
    assert.deepEqual(of('Gardener'), ['consultative', '20']);
  });

  it('never run what the CRM calls things', () => {
    for (const code of ['{{ rep }}', '{% raw %}', '{{ "x" | upcase }}', '{% if', '}}', '%}']) {
      // Whatever it is called, a meeting of such a name is not spoken of.
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
