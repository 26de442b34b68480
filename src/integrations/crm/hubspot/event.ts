/** HubSpot's webhook events: as they come, and as they are kept for reading. */
import { z } from 'zod';
import { instantOf } from '../../../domain/instant.ts';
import { storable, tidyLine } from '../../../domain/text.ts';
import { MAX_CRM_TEXT } from '../text.ts';

/** A number or text, as text. */
const word = z.union([z.string().max(200), z.number(), z.boolean()]).transform((value) => storable(String(value)));
const value = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((given) => (given === null ? null : tidyLine(String(given), MAX_CRM_TEXT)));

/** The id of an object; objects are asked for by the hundred, and one that is none would spoil the request for all. */
const objectId = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().regex(/^\d{1,20}$/))
  .optional();

/** As they come (developers.hubspot.com, "Webhooks"; its sample says eventType where the sender says subscriptionType). */
export const webhookEvent = z
  .object({
    subscriptionType: word.optional(),
    eventType: word.optional(),
    eventId: word.default(''),
    portalId: word.default(''),
    appId: word.optional(),
    occurredAt: z.number().refine((ms) => instantOf(ms) !== undefined),
    changeSource: word.nullish(),
    sourceId: word.nullish(),
    objectTypeId: word.optional(),
    objectId,
    propertyName: word.optional(),
    propertyValue: value.optional(),
    primaryObjectId: objectId,
    newObjectId: objectId,
    mergedObjectIds: z.array(objectId.unwrap()).max(1_000).optional(),
    associationType: word.optional(),
    fromObjectId: objectId,
    toObjectId: objectId,
    fromObjectTypeId: word.optional(),
    toObjectTypeId: word.optional(),
  })
  .transform(({ subscriptionType, eventType, ...event }) => ({ ...event, type: subscriptionType ?? eventType ?? '' }));
export type WebhookEvent = z.output<typeof webhookEvent>;

const OBJECT_TYPES = ['contacts', 'companies', 'deals', 'notes', 'meetings', 'calls', 'emails'] as const;

/** As they are kept. All events of one record have the same object. */
export const keptEvent = z.object({
  object: z.enum(OBJECT_TYPES),
  id: z.string(),
  portalId: z.string(),
  /** RFC 3339, UTC. */
  at: z.string(),
  bulk: z.boolean(),
  /** With a property change. */
  property: z.object({ name: z.string(), value: z.string().nullable() }).optional(),
  /** With a merge: what became part of this record. */
  mergedIds: z.array(z.string()).optional(),
  /** The object is no more, or its person is to be forgotten. */
  gone: z.enum(['deletion', 'erasure']).optional(),
});
export type KeptEvent = z.output<typeof keptEvent>;
