/** A mail of the workspace's own to one of its people: nobody's reply is expected. */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { personName } from '../../domain/text.ts';
import type { MailText } from '../../notify/mail.ts';
import type { BuiltMessage, Mailbox } from './message.ts';
import { refuseBadMailbox, refuseControls } from './message.ts';

export interface NotificationInput extends MailText {
  from: Mailbox;
  to: Mailbox;
  /** With its angle brackets. */
  messageId: string;
  date: Date;
}

/**
 * The message, ready for SMTP: text and HTML, marked as sent by a program, so that no absence notice answers it (RFC 3834, section 5).
 *
 * @throws DeliveryError (permanent) where an address is none, or a header would hold control characters
 */
export async function buildNotification(input: NotificationInput): Promise<BuiltMessage> {
  const { from, to, subject, text, html, messageId, date } = input;
  for (const mailbox of [from, to]) refuseBadMailbox(mailbox);
  for (const value of [subject, messageId]) refuseControls(value);
  const compiled = new MailComposer({
    from: named(from),
    to: named(to),
    subject,
    messageId,
    date,
    headers: { 'Auto-Submitted': 'auto-generated' },
    text,
    html,
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return { raw: await compiled.build(), messageId, envelope: { from: from.address, to: [to.address] } };
}

function named({ name = '', address }: Mailbox): { name: string; address: string } {
  return { name: personName(name), address };
}
