import { z } from 'zod';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import { MAX_UNREAD_COUNTED } from '../../store/alerts/alerts.ts';
import { optionalTime, page, pageQuery, subject, time } from './common.ts';

export const alert = z
  .object({
    id: z.string(),
    userId: z.string(),
    triggerType: z.enum(TRIGGER_TYPES),
    title: z.string(),
    summary: z.string(),
    severity: z.enum(['info', 'warning', 'critical']),
    companyId: z.string().nullable(),
    dealId: z.string().nullable(),
    subject,
    actionId: z.string().nullable().describe('The action that it made or, as a duplicate, joined'),
    createdAt: time,
    readAt: optionalTime,
  })
  .meta({ id: 'Alert' });

export const alertPage = page('AlertPage', alert);

export const alertQuery = z.strictObject({
  unread: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  scope: z.enum(['own', 'team']).optional(),
  ...pageQuery,
});

export const alertCountQuery = z.strictObject({ scope: z.enum(['own', 'team']).optional() });

export const alertCounts = z
  .object({ unread: z.number().int().describe(`At most ${MAX_UNREAD_COUNTED}: beyond, it is as many or more`) })
  .meta({ id: 'AlertCounts' });

export const markedRead = z.object({ marked: z.number().int() }).meta({ id: 'MarkedRead' });
