/** What workspaces and people are made of, at whichever door they are made. */
import { z } from 'zod';
import { ROLES } from '../roles.ts';
import { isTimeZone } from '../timeZones.ts';
import { MAX_TOKEN_DAYS } from '../tokenLife.ts';
import { VERBS } from '../verbs.ts';
import { emailAddress } from './schemas.ts';

/** One line that is not empty; blanks around it are dropped. Nothing in it changes the order in which it is read (UAX #9). */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line of visible text');

/** An IANA time zone. */
export const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

/** ISO 4217. */
export const currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'must be a code of ISO 4217 such as EUR');

/** BCP 47. */
export const locale = z.string().refine(isLocale, 'must be a language such as en or de-CH');

/** An id of ours, of a workspace or user. */
export const ownId = z.string().regex(/^[A-Za-z0-9._-]{1,48}$/, 'must be 1 to 48 characters of A-Z a-z 0-9 . _ -');

/** Several lines, without what a mail program might obey. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^(?:[\n\t]|[^\p{Cc}\u202a-\u202e\u2066-\u2069])*$/u, 'must be visible text');

/** What a user is made of. What may be missing each door takes away in its own way. */
export const person = {
  role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`),
  displayName: line(200),
  email: emailAddress,
  managerId: ownId,
  timeZone,
  locale,
  signature: text(2_000),
  /** U…, or W… in Enterprise organisations (docs.slack.dev/reference/objects/user-object). */
  slackUserId: z
    .string()
    .regex(
      /^[UW][A-Z0-9]{5,20}$/,
      "must be a member ID such as U024BE7LH: in Slack, the profile's menu, Copy member ID",
    ),
  /** As a directory sends it: SCIM's externalId (RFC 7643, section 3.1). */
  externalId: z.string().regex(/^[^\s\p{Cc}]{1,200}$/u, 'must be an ID, without blanks'),
  /** Each CRM has its own kind: none holds a blank. */
  crmOwnerId: z.string().regex(/^[^\s\p{Cc}]{1,200}$/u, 'must be an ID, without blanks'),
} as const;

/** What a token is for. */
export const tokenLabel = line(100);
/** For how many days a token is in force. */
export const tokenDays = z
  .int(`must be a whole number of days, at most ${MAX_TOKEN_DAYS}`)
  .min(1, 'must be at least a day')
  .max(MAX_TOKEN_DAYS, `must be at most ${MAX_TOKEN_DAYS} days`);
/** What a token may be used for. */
export const tokenVerbs = z.array(z.enum(VERBS, `must be one of ${VERBS.join(', ')}`)).min(1);

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}
