import { z } from 'zod';
import { emailAddress } from './schemas.ts';

/** By what somebody asks after a contact: an address, or what a CRM calls him. */
export const soughtContact = z.union(
  [
    z.strictObject({ email: emailAddress }),
    z.strictObject({ crm: z.string().min(1).max(48), contactId: z.string().min(1).max(200) }),
  ],
  'must be an email address, or a CRM and its ID of the contact',
);
