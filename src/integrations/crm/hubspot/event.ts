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
    subscriptionType: word.optional().describe('What has happened to what'),
    eventType: word.optional().describe('Another name of subscriptionType'),
    eventId: word.default('').describe('The event’s id, which is not unique by itself'),
    portalId: word.default('').describe('The HubSpot account'),
    appId: word.optional().describe('The app that is told'),
    occurredAt: z
      .number()
      .refine((ms) => instantOf(ms) !== undefined)
      .describe('Epoch milliseconds'),
    changeSource: word.nullish().describe('What made the change'),
    sourceId: word.nullish().describe('Who or what of that source'),
    objectTypeId: word.optional().describe('The type of the object'),
    objectId: objectId.describe('The object'),
    propertyName: word.optional().describe('The property that changed'),
    propertyValue: value.optional().describe('What it is now'),
    primaryObjectId: objectId.describe('The object that was merged into'),
    newObjectId: objectId.describe('The object that a merge made'),
    mergedObjectIds: z
      .array(objectId.unwrap())
      .max(1_000)
      .optional()
      .describe('The objects that became part of another'),
    associationType: word.optional().describe('Of which kinds the associated objects are'),
    fromObjectId: objectId.describe('The one side of the association'),
    toObjectId: objectId.describe('Its other side'),
    fromObjectTypeId: word.optional().describe('The type of the one side'),
    toObjectTypeId: word.optional().describe('The type of the other side'),
  })
  .transform(({ subscriptionType, eventType, ...event }) => ({ ...event, type: subscriptionType ?? eventType ?? '' }));
/** What HubSpot sends, for the document: a single event is taken too, and one that is not understood is skipped. */
export const webhookBody = z.unknown().meta({
  id: 'HubspotEvents',
  // Written out, as zod leaves out the examples of what it transforms.
  type: 'array',
  items: { ...z.toJSONSchema(webhookEvent, { io: 'input' }), $schema: undefined },
  examples: [
    [
      {
        subscriptionType: 'deal.propertyChange',
        eventId: 3816279340,
        portalId: 62515,
        appId: 1160452,
        occurredAt: 1795509000000,
        changeSource: 'CRM_UI',
        objectId: 9011172,
        propertyName: 'amount',
        propertyValue: '30000',
      },
    ],
  ],
});
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
