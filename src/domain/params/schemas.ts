/** What each action type's parameters must look like. Unknown members are refused: an edit may set only what it may. */
import { z } from 'zod';
import { type ActionType, URGENCIES } from '../actionTypes.ts';
import { MESSAGE_ID } from '../sharedHistory.ts';
import { isStorable } from '../text.ts';
import { instant } from './instant.ts';

/** Text that becomes a header, a title or a name: one line, no control characters (a header cannot be smuggled in). */
const line = (max: number) =>
  z
    .string()
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
    .regex(/^[^\u0000-\u001f\u007f\u2028\u2029\ud800-\udfff]*$/u, 'must be one line without control characters');

/** Text of several lines. */
const text = (max: number) => z.string().max(max).refine(isStorable, 'must hold neither NUL nor half a character');

export const emailAddress = z.email('must be an email address such as name@example.com').max(254);

/** What every action carries for its reviewer. None of it ever reaches a contact, names and address apart. */
const common = {
  companyName: line(200).optional(),
  companyId: line(200).optional(),
  dealId: line(200).optional(),
  dealName: line(200).optional(),
  contactId: line(200).optional(),
  contactName: line(200).optional(),
  contactEmail: emailAddress.optional(),
  reason: text(2_000).optional(),
  urgency: z.enum(URGENCIES).default('normal'),
  suggestedTone: line(100).optional(),
  contextSummary: text(500).optional(),
};

const subject = line(300).min(1);
const body = text(50_000).min(1);
const time = instant;
/** The Message-ID of the email that it answers: mail programs show both as one conversation. */
const inReplyTo = z.string().max(483).regex(MESSAGE_ID, 'must be a Message-ID such as <id@example.com>').optional();

export const paramsSchemas = {
  send_email: z.strictObject({ ...common, subject, body, inReplyTo }),
  draft_email: z.strictObject({ ...common, subject, body, inReplyTo }),
  create_followup_task: z.strictObject({ ...common, subject, body: text(50_000).optional(), dueAt: time }),
  log_touch: z.strictObject({
    ...common,
    subject,
    body: text(50_000).optional(),
    touchType: z.enum(['note', 'meeting', 'call', 'email', 'form']).default('note'),
    occurredAt: time,
  }),
  notify_rep: z.strictObject({ ...common, body: text(3_000).min(1), subject: subject.optional() }),
} as const satisfies Record<ActionType, z.ZodType>;

export type ActionParams<T extends ActionType = ActionType> = z.output<(typeof paramsSchemas)[T]>;
