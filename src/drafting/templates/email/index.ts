/** send_email and draft_email: what a contact reads. See template.ts for what may be said. */
import type { TriggerType } from '../../../domain/triggers.ts';
import { CONTACT_EMAILS } from './contacts.ts';
import { DEAL_EMAILS } from './deals.ts';
import { MEETING_EMAILS } from './meetings.ts';
import type { EmailTemplate } from './template.ts';

export const EMAIL: Readonly<Record<TriggerType, EmailTemplate>> = {
  ...DEAL_EMAILS,
  ...CONTACT_EMAILS,
  ...MEETING_EMAILS,
};
