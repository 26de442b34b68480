/** An email to a contact, from its trigger's template: what is around the template's words, and which of its words are taken. */
import type { Thread } from '../domain/sharedHistory.ts';
import type { TriggerType } from '../domain/triggers.ts';
import { type ContactFacts, contactFacts } from './facts.ts';
import { meetingTimes } from './meetingTimes.ts';
import { type WordsOfDraft, wordsByOwn } from './own/words.ts';
import { oneLine } from './readable.ts';
import { mannerFor } from './role.ts';
import { sayable } from './sayable.ts';
import { cutToUnits } from './template.ts';
import { EMAIL } from './templates/email/index.ts';
import type { EmailTemplate } from './templates/email/template.ts';
import type { TriggerToDraft } from './triggerToDraft.ts';

const MAX_LINE = 300;
/** Somebody new, or who begins something himself, is not answered in whatever thread there was before. */
const BEGIN_ANEW: readonly TriggerType[] = ['new_contact_high_fit', 'form_submission'];

/**
 * Subject and body, and which email it answers. The rep's signature is added when it is sent. The same trigger at the same moment
 * gives the same email.
 */
export function draftEmail(trigger: TriggerToDraft): WordsOfDraft & { inReplyTo?: string } {
  const { triggerType, shared = {} } = trigger;
  const { subject, body, ...by } = emailWords(trigger);
  const thread = BEGIN_ANEW.includes(triggerType) ? undefined : answerable(shared.thread, shared.secrets);
  return {
    subject: cutToUnits(thread === undefined ? subject : `Re: ${thread.subject}`, MAX_LINE),
    body,
    ...by,
    ...(thread === undefined ? {} : { inReplyTo: thread.messageId }),
  };
}

function emailWords(trigger: TriggerToDraft): WordsOfDraft {
  const { triggerType, shared = {} } = trigger;
  const facts = contactFacts(trigger);
  const { minutes, promise } = mannerFor(shared.jobTitle);
  const greeting = facts.firstName === undefined ? 'Hello,' : `Hi ${facts.firstName},`;
  const frame = { greeting, promise, question: question(trigger, minutes) };
  return wordsByOwn(trigger.own, { ...facts, ...frame }, () => {
    const { subject, body } = wordsOf(EMAIL[triggerType], facts);
    return { subject, body: `${greeting}\n\n${body} ${promise}\n\n${frame.question}` };
  });
}

/** What was agreed on says more than what was spoken of, and that more than nothing. */
function wordsOf({ agreed, met, plain }: EmailTemplate, facts: ContactFacts): { subject: string; body: string } {
  const { nextStep, topic } = facts;
  if (nextStep !== undefined) return filled(agreed, { ...facts, nextStep });
  if (topic !== undefined) return filled(met, { ...facts, topic });
  return filled(plain, facts);
}

function filled<Facts>(
  { subject, body }: { subject: (facts: Facts) => string; body: (facts: Facts) => string },
  facts: Facts,
) {
  return { subject: subject(facts), body: body(facts) };
}

function question({ now, calendars }: TriggerToDraft, minutes: number): string {
  const times = calendars && meetingTimes(now, calendars);
  return times === undefined
    ? `Which day in the coming week, and at what hour, would suit you best for ${minutes} minutes?`
    : `Would ${minutes} minutes suit you on ${times}?`;
}

/** An email about our own affairs may have been meant for a colleague: it is not answered to a contact. */
function answerable(thread: Thread | undefined, secrets: readonly string[] | undefined): Thread | undefined {
  const subject = oneLine(thread?.subject ?? '').replace(/^((re|fwd?|aw|wg|sv|antw|tr)\s*(\[\d+\])?:\s*)+/i, '');
  if (thread === undefined || sayable(subject, { maxWords: 20, secrets, maxChars: 150 }) === undefined)
    return undefined;
  return { messageId: thread.messageId, subject };
}
