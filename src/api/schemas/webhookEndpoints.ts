/** Endpoints for outgoing webhooks, and what was sent there. */
import { z } from 'zod';
import { endpointEvents, endpointUrl } from '../../domain/params/webhooks.ts';
import { DELIVERY_STATES, WEBHOOK_EVENTS } from '../../domain/webhooks.ts';
import { oneOrMore, optionalTime, page, pageQuery, time } from './common.ts';

const url = endpointUrl.describe('Where events are sent: https, and http only within allowed networks');
const eventTypes = endpointEvents.describe('Which events are sent there');

export const endpoint = z
  .object({
    id: z.string(),
    url: z.string().describe('Where events are sent'),
    eventTypes: z.array(z.enum(WEBHOOK_EVENTS)).describe('Which events are sent there'),
    oldSecretEndsAt: optionalTime.describe('Until when the secret before signs as well; null: there is one only'),
    createdBy: z.string().nullable().describe('The user who added it; null: an administrator at the command line'),
    createdAt: time,
    disabledAt: optionalTime.describe(
      'Since when nothing is sent there; what waited then waits until it is enabled; null: it is sent',
    ),
    disabledReason: z
      .enum(['by_hand', 'gone'])
      .nullable()
      .describe('by_hand: by an administrator; gone: the endpoint answered 410; null: it is not disabled'),
  })
  .meta({ id: 'WebhookEndpoint' });
export const endpointsAnswer = z.object({ items: z.array(endpoint) }).meta({ id: 'WebhookEndpoints' });

const example = { url: 'https://hooks.example.com/signoff', eventTypes: ['action.pending', 'action.executed'] };
export const newEndpoint = z
  .strictObject({ url, eventTypes: eventTypes.default([...WEBHOOK_EVENTS]) })
  .meta({ id: 'NewWebhookEndpoint', examples: [example] });
export const endpointChanges = z
  .strictObject({
    url: url.optional(),
    eventTypes: eventTypes.optional(),
    enabled: z
      .boolean()
      .optional()
      .describe(
        'False: nothing more is sent there; what waits goes on waiting, and of what happens meanwhile nothing is kept',
      ),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'must change something')
  .meta({ id: 'WebhookEndpointChanges', examples: [{ enabled: false }] });

const secret = z.string().describe('With which what is sent is signed; shown this once, nobody can show it again');
export const madeEndpoint = z.object({ id: z.string(), secret }).meta({ id: 'MadeWebhookEndpoint' });
export const rotatedSecret = madeEndpoint
  .extend({ oldEndsAt: time.describe('Until when the secret before signs as well') })
  .meta({ id: 'RotatedWebhookSecret' });

export const endpointParams = z.object({ id: z.uuid() });

const delivery = z
  .object({
    id: z.string(),
    eventId: z.string().describe('The event’s id, which receivers get as webhook-id: the same in every attempt'),
    type: z.string().describe('Which event: one of the endpoint’s eventTypes, or webhook.test'),
    actionId: z.string().nullable().describe('The action; null: a test'),
    state: z
      .enum(DELIVERY_STATES)
      .describe(
        'new: waits for its turn; trying: attempted until it is taken; delivered; failed: given up; dropped: it was sent again instead. While the endpoint is disabled what is new or tried waits',
      ),
    attempts: z.number().int().describe('How many attempts there were'),
    lastAttemptAt: optionalTime.describe('When the last attempt was; null: there was none'),
    lastStatus: z.number().int().nullable().describe('The HTTP status that the last attempt got; null: none'),
    lastError: z
      .string()
      .nullable()
      .describe('Why the last attempt got no answer; null: it got one, or there was none'),
    nextAttemptAt: optionalTime.describe(
      'When the next attempt is to be; null: as soon as it is its turn where the state is new, else there is none',
    ),
    createdAt: time,
  })
  .meta({ id: 'WebhookDelivery' });
export const deliveriesQuery = z.strictObject({
  ...pageQuery,
  state: oneOrMore(z.enum(DELIVERY_STATES)).optional().describe('Only those in this state, or in one of these'),
});
export const deliveriesPage = page('WebhookDeliveries', delivery);
export const queuedDelivery = z
  .object({ deliveryId: z.string().describe('The delivery that is on its way') })
  .meta({ id: 'QueuedWebhookDelivery' });
