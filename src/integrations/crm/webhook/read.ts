import { z } from 'zod';
import {
  type CrmChange,
  type DealProperties,
  type EngagementChange,
  RECORD_KINDS,
  type RecordKind,
} from '../../../domain/crm.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { ReadContext } from '../inbound.ts';
import { toMinorUnits } from '../money.ts';
import { KIND_OF_TYPE } from './parse.ts';
import { companyRecord, contactRecord, DATA, dealRecord, type EventType, engagementRecord } from './schema.ts';

/** As parse.ts has kept it. */
const kept = z.object({
  // Exactly the keys of DATA.
  type: z.enum(Object.keys(DATA) as [EventType]),
  at: z.string(),
  bulk: z.boolean(),
  data: z.object({
    record: z.unknown(),
    before: z.unknown().optional(),
    mergedIds: z.array(z.string()).optional(),
  }),
});

/** Everything is in the events: each is one change. */
export async function read(events: JsonObject[], { currency }: ReadContext): Promise<CrmChange[]> {
  return events.map((event) => toChange(event, currency));
}

function toChange(event: JsonObject, currency: string): CrmChange {
  const { type, at, bulk, data } = kept.parse(event);
  const told = { type: 'record', at, bulk } as const;
  const [, kind, happening] = type.split('.');
  if (happening === 'deleted' || happening === 'merged' || happening === 'erased') {
    return followed(recordKind.parse(kind), happening, named.parse(data.record).id, at, data.mergedIds ?? []);
  }
  if (type.startsWith('crm.deal.')) {
    const record = dealRecord.parse(data.record);
    const before = dealRecord.partial().optional().parse(data.before);
    const properties = dealProperties(record, currency);
    const earlier = before && dealProperties(before, record.currency ?? currency);
    return { ...told, kind: 'deal', id: record.id, properties, before: earlier };
  }
  if (type.startsWith('crm.contact.')) {
    const { id, updatedAt: _, ...properties } = contactRecord.parse(data.record);
    const before = contactRecord.omit({ id: true, updatedAt: true }).partial().optional().parse(data.before);
    return { ...told, kind: 'contact', id, properties: known(properties), before: before && known(before) };
  }
  if (type.startsWith('crm.company.')) {
    const { id, ...properties } = companyRecord.parse(data.record);
    const before = companyRecord.omit({ id: true }).partial().optional().parse(data.before);
    return { ...told, kind: 'company', id, properties: known(properties), before: before && known(before) };
  }
  return engagementChange(type, data.record, at, bulk);
}

const recordKind = z.enum(RECORD_KINDS);
const named = z.object({ id: z.string() });

function followed(
  kind: RecordKind,
  happening: 'deleted' | 'merged' | 'erased',
  id: string,
  at: string,
  mergedIds: string[],
): CrmChange {
  if (happening === 'erased') return { type: 'erasure', contactId: id, at };
  if (happening === 'deleted') return { type: 'deletion', kind, id, at };
  return { type: 'merge', kind, primaryId: id, mergedIds: mergedIds.filter((merged) => merged !== id), at };
}

type SentDeal = Partial<z.output<typeof dealRecord>>;

/** @param otherwise the currency of an amount that comes without one */
function dealProperties(sent: SentDeal, otherwise: string): Partial<DealProperties> {
  const { id: _id, updatedAt: _updatedAt, amount, ...properties } = sent;
  if (amount === undefined) return known(properties);
  const amountMinor = amount === null ? null : (toMinorUnits(amount, sent.currency ?? otherwise) ?? null);
  return { ...known(properties), amountMinor };
}

function engagementChange(type: EventType, sent: unknown, at: string, bulk: boolean): EngagementChange {
  const { id, kind, dealId, contactId, companyId, title, direction, messageId, nextStep } = engagementRecord
    .partial({ kind: true })
    .parse(sent);
  const told = KIND_OF_TYPE[type] ?? kind ?? 'note';
  // Nobody on our side opens the customer's mail or submits the customer's form.
  const inbound = told === 'email_opened' || told === 'form' ? 'inbound' : undefined;
  return {
    type: 'engagement',
    id,
    kind: told,
    at,
    bulk,
    dealId: dealId ?? undefined,
    contactId: contactId ?? undefined,
    companyId: companyId ?? undefined,
    title: title ?? undefined,
    messageId: messageId ?? undefined,
    nextStep: nextStep ?? undefined,
    direction: direction ?? inbound,
  };
}

type Known<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the members that were not sent: absent means not known, null means none. */
function known<T extends object>(sent: T): Known<T> {
  // The entries that are left are those of T whose value is not undefined.
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as Known<T>;
}
