/** What an action's parameters are called in forms, at every door. */
import { urgencies } from './names.ts';

export const fieldNames: Readonly<Record<string, string>> = {
  subject: 'Subject',
  body: 'Text',
  contactEmail: 'Email address',
  inReplyTo: 'Answers the email with Message-ID',
  dueAt: 'Due',
  touchType: 'Kind of touch',
  occurredAt: 'When it was',
  urgency: 'Urgency',
  companyName: 'Company',
  companyId: 'Company id',
  dealId: 'Deal id',
  dealName: 'Deal',
  contactId: 'Contact id',
  contactName: 'Contact',
  reason: 'Reason',
  suggestedTone: 'Suggested tone',
  contextSummary: 'Summary',
};

/** What can be chosen in them. */
export const choiceNames: Readonly<Record<string, string>> = {
  ...urgencies,
  note: 'Note',
  meeting: 'Meeting',
  call: 'Call',
  email: 'Email',
  form: 'Form',
};
