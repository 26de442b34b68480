import { isJsonObject } from '../../../domain/json.ts';
import type { InboxEvent, Parsed, Skipped } from '../inbound.ts';
import { type KeptEvent, type WebhookEvent, webhookEvent } from './event.ts';
import { objectTypeOf, RECORD_KIND, recordKeyOf } from './objects.ts';

/**
 * A batch of events in any order, or a single one. What is not understood is skipped and not refused: HubSpot would send
 * the whole batch again, for a day.
 */
export function parse(body: unknown): Parsed {
  if (!Array.isArray(body) && !isJsonObject(body)) {
    return { ok: false, issues: [{ pointer: '', detail: 'must be an array of events' }] };
  }
  const events: InboxEvent[] = [];
  const skipped: Skipped[] = [];
  for (const item of Array.isArray(body) ? body : [body]) {
    const parsed = webhookEvent.safeParse(item);
    const event = parsed.success ? readEvent(parsed.data) : 'malformed';
    if (typeof event === 'string') skipped.push(event);
    else events.push(event);
  }
  return { ok: true, events, skipped };
}

function readEvent(event: WebhookEvent): InboxEvent | Skipped {
  if (isOwn(event)) return 'own';
  const about = aboutWhat(event);
  if (typeof about === 'string') return about;
  const at = new Date(event.occurredAt).toISOString();
  const kept: KeptEvent = { ...about, portalId: event.portalId, at, bulk: isBulk(event) };
  return { eventKey: keyOf(event), recordKey: recordKeyOf(kept.object, kept.id), occurredAt: at, event: kept };
}

type About = Pick<KeptEvent, 'object' | 'id' | 'property' | 'mergedIds' | 'gone'>;

function aboutWhat(event: WebhookEvent): About | Skipped {
  const [word = '', happening] = event.type.split('.');
  if (happening === 'associationChange') return associated(event, word);
  const object = objectTypeOf(word, event.objectTypeId);
  if (object === undefined) return 'unknown';
  if (happening === 'merge') return merged(event, object);
  const { objectId: id, propertyName: name, propertyValue: value = null } = event;
  if (id === undefined) return 'malformed';
  if (happening === 'creation' || happening === 'restore') return { object, id };
  if (happening === 'deletion' || happening === 'privacyDeletion') return gone(object, id, happening);
  if (happening !== 'propertyChange') return 'unknown';
  return name === undefined ? 'malformed' : { object, id, property: { name, value } };
}

/** HubSpot tells of a privacy deletion (GDPR) beside the deletion, of contacts only. */
function gone(object: About['object'], id: string, happening: 'deletion' | 'privacyDeletion'): About | Skipped {
  if (RECORD_KIND[object] === undefined) return 'unknown';
  if (happening === 'deletion') return { object, id, gone: 'deletion' };
  return object === 'contacts' ? { object, id, gone: 'erasure' } : 'unknown';
}

/** The winner may be a new record (newObjectId). */
function merged({ objectId, primaryObjectId, newObjectId, mergedObjectIds }: WebhookEvent, object: About['object']) {
  const id = newObjectId ?? primaryObjectId ?? objectId;
  if (id === undefined || mergedObjectIds === undefined) return 'malformed';
  if (RECORD_KIND[object] === undefined) return 'unknown';
  const parts = primaryObjectId === undefined ? mergedObjectIds : [...mergedObjectIds, primaryObjectId];
  return { object, id, mergedIds: [...new Set(parts)].filter((part) => part !== id) };
}

/** An association is told from either side, and belongs to the deal; between contact and company, to the contact. */
function associated(event: WebhookEvent, word: string): About | Skipped {
  const { fromObjectId, toObjectId, fromObjectTypeId, toObjectTypeId, associationType = '' } = event;
  if (fromObjectId === undefined || toObjectId === undefined) return 'malformed';
  const [, fromWord = word, toWord = ''] = /^([A-Z]+)_TO_([A-Z]+)/.exec(associationType) ?? [];
  const from = { object: objectTypeOf(fromWord, fromObjectTypeId), id: fromObjectId };
  const to = { object: objectTypeOf(toWord, toObjectTypeId), id: toObjectId };
  for (const object of ['deals', 'contacts'] as const) {
    const side = [from, to].find((one) => one.object === object);
    if (side !== undefined) return { object, id: side.id };
  }
  return 'unknown';
}

/** What our own app wrote: the app that is told is the app that did it. */
function isOwn({ changeSource, sourceId, appId }: WebhookEvent): boolean {
  return changeSource === 'INTEGRATION' && appId !== undefined && sourceId === appId;
}

/** HubSpot's names for changes that nobody made one by one (developers.hubspot.com, "Change sources"). */
function isBulk({ changeSource }: WebhookEvent): boolean {
  return /^(IMPORT|MIGRATION|MERGE_.+)$/.test(changeSource ?? '');
}

/** HubSpot's eventId alone is not unique; attemptNumber differs between repetitions and is no part of it. */
function keyOf(event: WebhookEvent): string {
  const { portalId, type, objectTypeId, objectId, fromObjectId, toObjectId, eventId, occurredAt, propertyName } = event;
  const about = objectId ?? event.primaryObjectId ?? `${fromObjectId}-${toObjectId}`;
  const named = [portalId, type, objectTypeId, about, eventId, occurredAt, propertyName];
  return `hubspot:${named.filter((part) => part !== undefined).join(':')}`;
}
