/** What is connected, as administrators see it. */
import { z } from 'zod';
import { DEFAULT_OVERLAP_HOURS, overlapHours, webhookKeyLabel } from '../../domain/params/connections.ts';
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
