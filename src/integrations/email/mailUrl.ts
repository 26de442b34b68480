/** What the URL of a mail server says: `smtps://rep%40acme.com:password@mail.acme.com`. */
import { DeliveryError } from '../../domain/delivery.ts';

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where offered. */
  secure: boolean;
  /** Nothing is said in the clear: without STARTTLS the connection is given up. */
  requireTls: boolean;
  verifyCertificate: boolean;
  credentials: { user: string; password: string } | undefined;
  /** The mailbox and server as messages to people name them: never with the password. */
  label: string;
}

const SCHEMES: Readonly<Record<'smtp' | 'imap', string[]>> = { smtp: ['smtp:', 'smtps:'], imap: ['imap:', 'imaps:'] };

/** Submission, RFC 6409; the rest RFC 8314, section 3, and RFC 9051. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465, 'imap:': 143, 'imaps:': 993 };

/**
 * Reads a URL of the schemes smtp, smtps, imap or imaps. TLS is required wherever a password would leave the machine,
 * unless the URL says `?requireTLS=false`; `?tls.rejectUnauthorized=false` takes any certificate.
 *
 * @throws DeliveryError (permanent) where it is no such URL; the message never shows it
 */
export function readMailUrl(mailUrl: string, protocol: 'smtp' | 'imap'): MailServer {
  const url = URL.canParse(mailUrl) ? new URL(mailUrl) : undefined;
  const user = decoded(url?.username);
  const password = decoded(url?.password);
  const right = url !== undefined && url.hostname !== '' && SCHEMES[protocol].includes(url.protocol);
  if (!right || user === undefined || password === undefined) {
    throw new DeliveryError('permanent', `the ${protocol.toUpperCase()} server's URL is not a ${protocol}:// URL`);
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port);
  const credentials = user === '' ? undefined : { user, password };
  const secure = url.protocol.endsWith('s:');
  const required = url.searchParams.get('requireTLS');
  return {
    host,
    port,
    secure,
    requireTls: !secure && (required === null ? credentials !== undefined && !isLoopback(host) : required !== 'false'),
    verifyCertificate: url.searchParams.get('tls.rejectUnauthorized') !== 'false',
    credentials,
    label: user === '' ? `${host}:${port}` : `${user} at ${host}:${port}`,
  };
}

/** Undefined where a percent sign begins no escape. */
function decoded(part = ''): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
