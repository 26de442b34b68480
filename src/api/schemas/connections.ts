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
