/** What executed actions left with us: the built-in CRM's records and kept drafts. */
import { z } from 'zod';
import { URGENCIES } from '../../domain/actionTypes.ts';
import { page, pageQuery, time } from './common.ts';

const record = {
  id: z.string(),
  userId: z.string(),
  deliveryKey: z.string(),
  subject: z.string(),
  body: z.string().nullable(),
  companyId: z.string().nullable(),
  dealId: z.string().nullable(),
  contactId: z.string().nullable(),
  createdAt: time,
};

export const crmTask = z.object({ ...record, dueAt: time, priority: z.enum(URGENCIES) }).meta({ id: 'CrmTask' });
export const crmTouch = z.object({ ...record, touchType: z.string(), occurredAt: time }).meta({ id: 'CrmTouch' });

export const emailDraft = z
  .object({
    actionId: z.string(),
    userId: z.string(),
    messageId: z.string(),
    recipient: z.string().nullable(),
    subject: z.string(),
    body: z.string(),
    createdAt: time,
  })
  .meta({ id: 'EmailDraft' });

export const crmTaskPage = page('CrmTaskPage', crmTask);
export const crmTouchPage = page('CrmTouchPage', crmTouch);
export const draftPage = page('EmailDraftPage', emailDraft);
export const recordQuery = z.strictObject(pageQuery);
