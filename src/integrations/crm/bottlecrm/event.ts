/** BottleCRM's webhook events (django-crm 1.35.0, webhooks/events.py): as they come, and as they are kept for reading. */
import { z } from 'zod';
import type { RecordKind } from '../../../domain/crm.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { instant } from '../../../domain/params/instant.ts';
import { storable } from '../../../domain/text.ts';
import type { InboxEvent } from '../inbound.ts';
import { crmPersonName, crmText, currencyOf } from '../text.ts';

const text = crmText;
const optionalName = crmPersonName.nullish().transform((value) => value || null);
const optionalText = text.nullish().transform((value) => value || null);
/** A UUID, as BottleCRM writes it: ids become part of paths. */
export const id = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const optionalId = id.nullish().transform((value) => value ?? null);
export const time = instant;
const owners = z.array(id).max(1_000).default([]);

/** Only the API tells it: absent, it stays as it is known. */
const country = text.nullish();

/** Custom fields are the organization's own: read by the name that the field map gives. */
const customFields = z
  .record(z.string().max(100), z.union([text, z.number(), z.array(text).max(100)]))
  .transform((fields) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [storable(name), value])));

/** What a webhook says of a deal, and what only the API knows: `contacts`, `custom_fields`, `owner_email`. */
export const dealData = z.object({
  id,
  name: text,
  pipeline_id: optionalId,
  stage: text,
  amount: z.union([crmText, z.number()]).nullish(),
  currency: z
    .string()
    .nullish()
    .transform((code) => currencyOf(code)),
  closed_on: z.iso.date().nullish(),
  account_id: optionalId,
  assigned_to: owners,
  contacts: z
    .array(z.object({ id, name: crmPersonName, email: optionalText }))
    .max(1_000)
    .optional(),
  custom_fields: customFields.optional(),
});

export const contactData = z.object({
  id,
  first_name: optionalName,
  last_name: optionalName,
  email: optionalText,
  title: optionalText,
  account_id: optionalId,
  assigned_to: owners,
  country,
  created_at: time,
  custom_fields: customFields.optional(),
});

export const accountData = z.object({ id, name: text, website: optionalText, country });

const KINDS = ['call', 'meeting', 'email', 'whatsapp', 'sms', 'enquiry'] as const;

export const interactionData = z.object({
  id,
  kind: z.enum(KINDS),
  direction: z.enum(['inbound', 'outbound']),
  occurred_at: time,
  subject: optionalText,
  contact_id: optionalId,
  account_id: optionalId,
  opportunity_id: optionalId,
});

/** By the word before the point in an event's name. */
export const DATA = {
  deal: dealData,
  contact: contactData,
  account: accountData,
  interaction: interactionData,
} as const;
export type Word = keyof typeof DATA;

export const RECORD_KIND: Readonly<Partial<Record<Word, RecordKind>>> = {
  deal: 'deal',
  contact: 'contact',
  account: 'company',
};

/** As an event is kept. */
export const keptEvent = z.object({
  // Exactly the keys of DATA.
  about: z.enum(Object.keys(DATA) as [Word]),
  /** RFC 3339, UTC. */
  at: z.string(),
  bulk: z.boolean(),
  data: z.unknown(),
  deleted: z.boolean().default(false),
});

/** An event for the inbox, from a webhook or from the API: both are read alike. */
export function toInboxEvent(
  eventKey: string,
  event: { about: Word; id: string; at: string; bulk: boolean; data: unknown; deleted?: boolean },
): InboxEvent {
  const { about, id: recordId, at, bulk, data, deleted = false } = event;
  return {
    eventKey,
    recordKey: `${RECORD_KIND[about] ?? 'engagement'}:${recordId}`,
    occurredAt: at,
    // What the schemas let through of a JSON body is JSON; their types do not say so.
    event: { about, at, bulk, data: data as JsonObject, deleted },
  };
}
