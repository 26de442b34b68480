/** What a workspace is told of itself, and whom nobody in it may email: the same at every door. */
import { z } from 'zod';
import { WRITABLE_CRMS } from '../crmNames.ts';
import { currency, line, timeZone } from './people.ts';
import { emailAddress } from './schemas.ts';

export const workspace = {
  name: line(200),
  currency,
  timeZone,
  /** Stands below every email to a contact. */
  postalAddress: line(500),
  /** From which its people are told by email. */
  notifyFrom: emailAddress,
  /** Where tasks and touches are written. */
  crm: z.enum(WRITABLE_CRMS, `must be one of ${WRITABLE_CRMS.join(', ')}`),
} as const;

/** An address, or `@domain` for everybody there; without regard to case. */
export const suppressed = z
  .string()
  .trim()
  .toLowerCase()
  .refine((value) => emailAddress.safeParse(value.startsWith('@') ? `a${value}` : value).success, {
    message: 'must be an email address, or @ and a domain',
  });

/** Why nobody may email it. */
export const suppressionReason = line(500);
