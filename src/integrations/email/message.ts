/** Builds the message of send_email and draft_email: the same input always gives the same bytes. */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { DeliveryError } from '../../domain/delivery.ts';
import { isSafeUrl } from '../../domain/params/oidcProviders.ts';
import { emailAddress } from '../../domain/params/schemas.ts';
import { personName } from '../../domain/text.ts';
import { emailHtml, htmlMessage } from './html.ts';

export interface Mailbox {
  name?: string;
  address: string;
}

/** What a message says. */
export interface MessageText {
  /** Plain text; the HTML part is made of it. */
  body: string;
  signature?: string | null;
  /** The sender's postal address, at the foot of the message. */
  postalAddress?: string | null;
  /** Where the recipient has himself taken off, at the very foot; absent: nothing is said of it. */
  unsubscribeUrl?: string;
}

export interface MessageInput extends MessageText {
  /** The rep: becomes From and Reply-To. */
  from: Mailbox;
  /** The one recipient; only a draft may be without. */
  to?: Mailbox;
  subject: string;
  /** The Message-ID of the email that this one answers. */
  inReplyTo?: string | undefined;
  /** With its angle brackets: see messageIdOf. */
  messageId: string;
  actionId: string;
  /** What the Date header says. Given, not read from the clock, so that every attempt sends the same bytes. */
  date: Date;
}

export interface BuiltMessage {
  /** The whole message, lines ending in CRLF. */
  raw: Buffer;
  messageId: string;
  /** Whom SMTP is told; `to` is empty for a draft without a recipient. */
  envelope: { from: string; to: string[] };
}

/** The Message-ID of an action's message at a version: `<actionId.version@domain>`, the domain that of `fromAddress`. */
export function messageIdOf(actionId: string, version: number, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1).toLowerCase();
  return `<${actionId}.${version}@${domain}>`;
}

/**
 * The message, ready for SMTP or a drafts folder.
 *
 * @throws DeliveryError (permanent) where an address is none, or a header's value holds a line break or another
 * control character: it would end the header and start one of its own (RFC 5322, section 2.2)
 */
export async function buildMessage(input: MessageInput): Promise<BuiltMessage> {
  const { from, to, subject, messageId, actionId, date } = input;
  for (const mailbox of to === undefined ? [from] : [from, to]) refuseBadMailbox(mailbox);
  for (const value of [subject, messageId, actionId, input.unsubscribeUrl ?? '', input.inReplyTo ?? ''])
    refuseControls(value);

  const text = textOf(input);
  const fingerprint = createHash('sha256').update(messageId).update(text).digest('hex');
  const compiled = new MailComposer({
    from: named(from),
    replyTo: named(from),
    to: to && named(to),
    subject,
    messageId,
    // Of what came before the answered email nothing is known: then its Message-ID alone is the thread (RFC 5322, section 3.6.4).
    inReplyTo: input.inReplyTo,
    references: input.inReplyTo,
    date,
    headers: { 'X-Action-Id': actionId, ...unsubscribeHeaders(input.unsubscribeUrl) },
    text,
    html: htmlMessage(htmlOf(input)),
    // Deterministic, and yet nothing that the text could contain by design.
    baseBoundary: fingerprint.slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();

  const envelope = compiled.getEnvelope();
  if (envelope.to.length !== (to === undefined ? 0 : 1)) {
    throw new DeliveryError('permanent', `"${to?.address}" is not exactly one address`);
  }
  return { raw: await compiled.build(), messageId, envelope: { from: envelope.from || from.address, to: envelope.to } };
}

/** Nobody's email is without a name below it. */
export function signatureOf(user: { signature: string | null; display_name: string }): string {
  return user.signature?.trim() ? user.signature : user.display_name;
}

/**
 * Body, then signature, postal address and the link to unsubscribe below the delimiter that mail programs know (RFC 3676,
 * section 4.3).
 */
export function textOf({ body, signature, postalAddress, unsubscribeUrl }: MessageText): string {
  const link = unsubscribeUrl === undefined ? undefined : `Unsubscribe: ${unsubscribeUrl}`;
  const foot = [signature, postalAddress, link].map((part) => part?.trim()).filter((part) => part);
  const parts = foot.length === 0 ? [body.trimEnd()] : [body.trimEnd(), `-- \n${foot.join('\n\n')}`];
  return `${parts.join('\n\n').replace(/\r\n?/g, '\n')}\n`;
}

/** The same as mail programs show it: with a link in place of its address. */
export function htmlOf({ unsubscribeUrl, ...text }: MessageText): string {
  return emailHtml(textOf(text), unsubscribeUrl);
}

/**
 * What mail programs make their own button of (RFC 2369, section 3.2). That a POST is enough, without a page, may be said of one
 * https address only (RFC 8058, section 3.1), and is said on this machine too, so that it can be tried.
 */
function unsubscribeHeaders(url: string | undefined): Record<string, string> {
  if (url === undefined) return {};
  const link = { 'List-Unsubscribe': `<${url}>` };
  return isSafeUrl(url) ? { ...link, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : link;
}

/** A name that holds another address would be read as the sender or recipient. */
function named({ name = '', address }: Mailbox): { name: string; address: string } {
  return { name: personName(name), address };
}

/** @throws DeliveryError (permanent) where it is no address */
export function refuseBadMailbox({ name, address }: Mailbox): void {
  refuseControls(name ?? '');
  if (!emailAddress.safeParse(address).success) {
    throw new DeliveryError('permanent', `${JSON.stringify(address)} is not an email address`);
  }
}

/** @throws DeliveryError (permanent) where a header cannot hold it */
export function refuseControls(value: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
  if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(value)) {
    throw new DeliveryError('permanent', `a header cannot hold control characters: ${JSON.stringify(value)}`);
  }
}
