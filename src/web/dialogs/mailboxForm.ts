/** A mail server as a form holds it, and the URL that the API takes. */
import type { Mailbox, NewMailbox } from '../api/client.ts';

export const PROTOCOLS = ['smtp', 'imap'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** TLS from the first byte, or once the connection stands (STARTTLS). */
export type Encryption = 'tls' | 'starttls';

export interface ServerFields {
  /** Its name, with a port or without; empty: stays as it is. */
  host: string;
  encryption: Encryption;
  user: string;
  password: string;
}
export type MailboxFields = Record<Protocol, ServerFields>;

const EMPTY: ServerFields = { host: '', encryption: 'tls', user: '', password: '' };
export const NO_SERVERS: MailboxFields = { smtp: EMPTY, imap: EMPTY };

/** A name or address, and perhaps a port: nothing that would be another part of the URL. */
const HOST = /^(?:[^\s/?#@:[\]\\]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;

/** Those whose host is filled in, but is none. */
export function wrongHosts(fields: MailboxFields): Protocol[] {
  return PROTOCOLS.filter((protocol) => {
    const host = fields[protocol].host.trim();
    return host !== '' && !HOST.test(host);
  });
}

/** Of what is filled in; undefined where nothing is. */
export function bodyOf(fields: MailboxFields): NewMailbox | undefined {
  const filled = PROTOCOLS.filter((protocol) => fields[protocol].host.trim() !== '');
  if (filled.length === 0) return undefined;
  return Object.fromEntries(filled.map((protocol) => [protocol, urlOf(protocol, fields[protocol])]));
}

/** Whether there is any server that could be removed. */
export function isSet({ smtp, imap }: Mailbox): boolean {
  return smtp !== null || imap !== null;
}

function urlOf(protocol: Protocol, { host, encryption, user, password }: ServerFields): string {
  const scheme = encryption === 'tls' ? `${protocol}s` : protocol;
  const credentials = user.trim() === '' ? '' : `${encodeURIComponent(user.trim())}:${encodeURIComponent(password)}@`;
  return `${scheme}://${credentials}${host.trim()}`;
}
