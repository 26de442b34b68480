/** HubSpot's kinds of objects that say something about deals, contacts and companies. */
import type { EngagementKind, RecordKind } from '../../../domain/crm.ts';

export type ObjectType = 'contacts' | 'companies' | 'deals' | 'notes' | 'meetings' | 'calls' | 'emails';

/** By the type ids of generic events (developers.hubspot.com, "Object type IDs"). */
const BY_TYPE_ID: ReadonlyMap<string, ObjectType> = new Map([
  ['0-1', 'contacts'],
  ['0-2', 'companies'],
  ['0-3', 'deals'],
  ['0-46', 'notes'],
  ['0-47', 'meetings'],
  ['0-48', 'calls'],
  ['0-49', 'emails'],
]);

/** By the first word of a classic event, and the words of an association. */
const BY_WORD: ReadonlyMap<string, ObjectType> = new Map([
  ['contact', 'contacts'],
  ['company', 'companies'],
  ['deal', 'deals'],
  ['note', 'notes'],
  ['meeting', 'meetings'],
  ['call', 'calls'],
  ['email', 'emails'],
]);

export const RECORD_KIND: Readonly<Partial<Record<ObjectType, RecordKind>>> = {
  contacts: 'contact',
  companies: 'company',
  deals: 'deal',
};

export const ENGAGEMENT_KIND: Readonly<Partial<Record<ObjectType, EngagementKind>>> = {
  notes: 'note',
  meetings: 'meeting',
  calls: 'call',
  emails: 'email',
};

/** @param word `deal`, or `object` with a type id beside it */
export function objectTypeOf(word: string, typeId: string | undefined): ObjectType | undefined {
  return BY_TYPE_ID.get(typeId ?? '') ?? BY_WORD.get(word.toLowerCase());
}

/** What our inbox calls the record: events of one are read together. */
export function recordKeyOf(type: ObjectType, id: string): string {
  const kind = RECORD_KIND[type];
  return kind === undefined ? `engagement:${type}-${id}` : `${kind}:${id}`;
}
