/** A rep's own mail servers: what is set, and what of it is told. */
import { z } from 'zod';
import { readOwnServer } from '../../integrations/email/ownServer.ts';
import type { MailProtocol } from '../../store/people/mailboxes.ts';

/** Longer ones no mail program takes; user and password are in it, escaped. */
const MAX_URL_LENGTH = 2_000;

const server = (protocol: MailProtocol) =>
  z
    .string()
    .max(MAX_URL_LENGTH)
    .superRefine((url, context) => {
      const read = readOwnServer(url, protocol);
      if (!read.ok) context.addIssue(read.reason);
    });

export const mailboxBody = z
  .strictObject({
    smtp: server('smtp')
      .optional()
      .describe('Sends the user’s emails: smtps://user:password@host, smtp:// for STARTTLS. Absent: stays as it is'),
    imap: server('imap')
      .optional()
      .describe('Takes the user’s drafts: imaps://user:password@host, imap:// for STARTTLS. Absent: stays as it is'),
  })
  .refine(({ smtp, imap }) => smtp !== undefined || imap !== undefined, 'must have smtp, imap or both')
  .meta({
    id: 'NewMailbox',
    examples: [
      {
        smtp: 'smtps://ana%40acme.com:app-password@mail.acme.com',
        imap: 'imaps://ana%40acme.com:app-password@mail.acme.com',
      },
    ],
  });

const shown = z
  .object({ server: z.string().nullable().describe('User and host, never the password; null: not known here') })
  .nullable();

export const mailboxAnswer = z
  .object({
    smtp: shown.describe('What the user’s emails leave by; null: the installation’s relay'),
    imap: shown.describe('Where the user’s drafts go; null: where the installation’s go'),
    canBeSet: z.boolean().describe('Whether a worker holds the key that opens what is sealed here'),
  })
  .meta({ id: 'Mailbox' });
