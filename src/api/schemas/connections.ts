/** What is connected, as administrators see it. */
import { z } from 'zod';
import { CONNECTIONS } from '../../domain/check.ts';
import { overlapHours, webhookKeyLabel } from '../../domain/params/connections.ts';
import { DEFAULT_OVERLAP_HOURS } from '../../domain/webhookKeys.ts';
import { optionalTime, time } from './common.ts';

const webhookKey = z
  .object({
    id: z.string(),
    label: z.string().describe('What the key is for'),
    createdAt: time,
    lastUsedAt: optionalTime,
    expiresAt: optionalTime.describe('When it ends; null: when it is revoked'),
    revokedAt: optionalTime,
  })
  .meta({ id: 'WebhookKey' });
export const webhookKeysAnswer = z
  .object({ items: z.array(webhookKey), target: z.string().describe('Where senders send to') })
  .meta({ id: 'WebhookKeys' });

export const newWebhookKey = z
  .strictObject({ label: webhookKeyLabel.describe('What the key is for') })
  .meta({ id: 'NewWebhookKey', examples: [{ label: 'n8n' }] });
export const madeWebhookKey = z
  .object({ id: z.string(), secret: z.string().describe('Shown this once; nobody can show it again') })
  .meta({ id: 'MadeWebhookKey' });

export const webhookKeyParams = z.object({ id: z.uuid() });
export const replaceWebhookKeyBody = z
  .strictObject({ overlapHours: overlapHours.default(DEFAULT_OVERLAP_HOURS) })
  .meta({ id: 'ReplaceWebhookKey', examples: [{ overlapHours: 48 }] });
export const replacedWebhookKey = madeWebhookKey
  .extend({ oldEndsAt: time.describe('When the key that it replaces ends') })
  .meta({ id: 'ReplacedWebhookKey' });

const crmOwner = z
  .object({
    crm: z.string(),
    ownerId: z.string().nullable().describe('Null where the CRM names its owners by their addresses alone'),
    email: z.string().nullable(),
    name: z.string().nullable(),
    deals: z.number().int(),
    unused: z.number().int(),
    lastUnusedAt: optionalTime,
    userId: z.string().nullable().describe('Whose actions the owner’s triggers make; null: nobody’s'),
    userName: z.string().nullable(),
    suggestedUserId: z.string().nullable().describe('Where it is nobody: who it may well be, by name or address'),
    suggestedUserName: z.string().nullable(),
  })
  .meta({ id: 'CrmOwner' });
export const crmOwnersAnswer = z.object({ items: z.array(crmOwner) }).meta({ id: 'CrmOwners' });

const name = z.enum(CONNECTIONS).describe('Which connection');
export const connectionParams = z.object({ name });

const checkLine = z.object({
  what: z.string(),
  ok: z.boolean(),
  detail: z.string().describe('What was found, in words'),
  todo: z.string().optional(),
});
export const checkAnswer = z
  .object({
    ok: z.boolean(),
    sections: z.array(z.object({ title: z.string().describe('What the lines are about'), lines: z.array(checkLine) })),
  })
  .meta({ id: 'ConnectionCheck' });

const connection = z
  .object({
    name,
    configured: z.boolean(),
    lastCheck: checkAnswer.extend({ checkedAt: time }).meta({ id: 'LastConnectionCheck' }).nullable(),
  })
  .meta({ id: 'Connection' });
export const connectionsAnswer = z.object({ items: z.array(connection) }).meta({ id: 'Connections' });
