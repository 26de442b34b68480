/**
 * The published shapes of the generic webhook: CloudEvents 1.0 in JSON (cloudevents/spec, cloudevents/spec.md and
 * formats/json-format.md), with a record in `data` and, where the sender knows it, what that record was before.
 */
import { z } from 'zod';
import { ENGAGEMENT_KINDS } from '../../../domain/crm.ts';
import { instant } from '../../../domain/params/instant.ts';
import { countryCode } from '../../../domain/params/workingHours.ts';
import { MESSAGE_ID } from '../../../domain/sharedHistory.ts';
import { personName, tidyLine } from '../../../domain/text.ts';
import { isTimeZone } from '../../../domain/timeZones.ts';
import { toMinorUnits } from '../money.ts';

const MAX_TEXT = 500;

/** One line, it may be empty; neither NUL nor half a character, which Postgres cannot keep. */
function anyLine(maxLength: number) {
  return (
    z
      .string()
      .max(maxLength)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
      .regex(/^[^\u0000-\u001f\u007f\u2028\u2029\ud800-\udfff]*$/u, 'must be one line of whole characters')
      .overwrite((value) => tidyLine(value, maxLength))
  );
}

function line(maxLength: number) {
  return anyLine(maxLength).min(1);
}

const text = line(MAX_TEXT);
const id = line(200);
const optionalText = text.nullable().optional();
const optionalId = id.nullable().optional();

const time = instant.describe('RFC 3339');

const url = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .nullable()
  .optional();
const email = z.email().max(320);
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code');
const country = countryCode.nullable().optional();
const timeZone = text.refine(isTimeZone, 'must be an IANA time zone').nullable().optional();
const owner = { ownerId: optionalId, ownerEmail: email.nullable().optional() };

const amount = z
  .union([z.number(), z.string().max(40)])
  .refine((value) => toMinorUnits(value, 'USD') !== undefined, 'must be a decimal number')
  .describe('In the major unit: 75000 is $75,000. A string keeps all its decimals');

export const dealRecord = z
  .object({
    id,
    name: text,
    companyId: id.nullable(),
    ...owner,
    pipeline: optionalText,
    stage: text,
    amount: amount.nullable(),
    currency: currency.nullable().describe('ISO 4217; null: the workspace’s'),
    closeDate: z.iso.date().nullable(),
    competitors: z.array(text).max(50),
    contactIds: z.array(id).max(500),
    championContactId: optionalId,
    url,
    updatedAt: time,
  })
  .meta({ id: 'DealRecord' });

export const contactRecord = z
  .object({
    id,
    name: anyLine(MAX_TEXT)
      .overwrite((value) => personName(value, MAX_TEXT))
      .describe('An address in it is left out'),
    email: email.nullable(),
    companyId: id.nullable(),
    ...owner,
    jobTitle: optionalText,
    fitScore: z.number().nullable().optional(),
    timeZone,
    country,
    url,
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'ContactRecord' });

export const companyRecord = z
  .object({ id, name: text, domain: optionalText, country, url })
  .meta({ id: 'CompanyRecord' });

export const engagementRecord = z
  .object({
    id,
    kind: z.enum(ENGAGEMENT_KINDS).describe('What kind of engagement'),
    dealId: optionalId,
    contactId: optionalId,
    companyId: optionalId,
    title: optionalText,
    at: time,
    direction: z.enum(['inbound', 'outbound']).nullable().optional().describe('inbound: the customer’s doing'),
    messageId: z
      .string()
      .max(483)
      .regex(MESSAGE_ID, 'must be a Message-ID such as <id@example.com>')
      .nullable()
      .optional()
      .describe(
        'Of an email between you and the contact, with angle brackets: the next one is drafted as an answer to it',
      ),
    nextStep: line(200)
      .nullable()
      .optional()
      .describe('What was agreed on with the contact, in words that the contact may read: drafts come back to it'),
  })
  .meta({ id: 'EngagementRecord' });

const before = 'Some or all properties as they were before; it primes a record that is not known yet';
const deal = z.object({ record: dealRecord, before: dealRecord.partial().optional().describe(before) });
const contact = z.object({ record: contactRecord, before: contactRecord.partial().optional().describe(before) });
const company = z.object({ record: companyRecord, before: companyRecord.partial().optional().describe(before) });
const engagement = z.object({ record: engagementRecord });
/** The type says which kind it is; a kind beside it is not needed. */
const telling = z.object({ record: engagementRecord.partial({ kind: true }) });

const goneRecord = z.object({ id, at: time.optional().describe('When it was deleted; absent: the event’s time') });
const gone = z.object({ record: goneRecord });
const merged = z.object({
  record: goneRecord.describe('The one that lives on'),
  mergedIds: z.array(id).min(1).max(500).describe('Those that became part of it'),
});

/** What `data` is, by the event's type. Every other type is accepted and left alone. */
export const DATA = {
  'crm.deal.created': deal,
  'crm.deal.updated': deal,
  'crm.contact.created': contact,
  'crm.contact.updated': contact,
  'crm.company.created': company,
  'crm.company.updated': company,
  'crm.deal.deleted': gone,
  'crm.deal.merged': merged,
  'crm.contact.deleted': gone,
  'crm.contact.merged': merged,
  'crm.contact.erased': gone,
  'crm.company.deleted': gone,
  'crm.company.merged': merged,
  'crm.email.opened': telling,
  'crm.meeting.completed': telling,
  'crm.form.submitted': telling,
  'crm.engagement.logged': engagement,
} as const;
export type EventType = keyof typeof DATA;

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(DATA, type);
}

/** The envelope. Its other members, and extensions of the sender's own, are left alone. */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id,
  // A URI-reference: never a blank in it.
  source: text.regex(/^\S+$/, 'must be a URI reference').describe('With the id, the identity of the event'),
  type: text,
  time: time.optional(),
  /** An extension of ours. */
  bulk: z.boolean().optional().describe('An import or the like: it brings the state up to date and makes no actions'),
});

const knownEvent = z.union(
  Object.entries(DATA).map(([type, data]) => envelope.extend({ type: z.literal(type), data }).meta({ title: type })),
);

/** One event, or a batch of them; for the document, as types that are not known are taken too. */
export const webhookBody = z.union([knownEvent, z.array(knownEvent)]).meta({
  id: 'CrmEvents',
  examples: [
    {
      specversion: '1.0',
      id: '8f14e45f-1',
      source: 'https://zapier.example.com/acme',
      type: 'crm.deal.updated',
      time: '2026-11-24T08:30:00Z',
      data: {
        record: {
          id: 'acme-renewal',
          name: 'Acme renewal',
          companyId: 'acme',
          ownerEmail: 'ana@example.com',
          stage: 'negotiation',
          amount: 30000,
          currency: 'USD',
          closeDate: '2026-12-31',
          competitors: [],
          contactIds: ['sarah'],
          updatedAt: '2026-11-24T08:30:00Z',
        },
        before: { amount: 75000 },
      },
    },
  ],
});

/** The JSON Schema (draft 2020-12) of one event of a known type; a batch is an array of them. */
export function publishedSchema(): unknown {
  return z.toJSONSchema(knownEvent, { io: 'input' });
}
