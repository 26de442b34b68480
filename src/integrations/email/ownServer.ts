/** A rep's own mail server as it may be set, by whichever door. */
import { DeliveryError } from '../../domain/delivery.ts';
import { readMailUrl } from './mailUrl.ts';

/** A server's URL, and what people are shown of it; or what is wrong with the URL, never showing it. */
export type OwnServerRead = { ok: true; server: { url: string; label: string } } | { ok: false; reason: string };

export function readOwnServer(url: string, protocol: 'smtp' | 'imap'): OwnServerRead {
  try {
    const { host, label } = readMailUrl(url, protocol);
    // A name without a dot is known in a private network only, such as compose's; whoever means that names the port as well.
    const isWhole = host.includes('.') || host.includes(':') || host === 'localhost';
    if (isWhole || new URL(url).port !== '') return { ok: true, server: { url, label } };
    const reason = `the ${protocol.toUpperCase()} server's host "${host}" is not a whole name such as mail.acme.com`;
    return { ok: false, reason };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { ok: false, reason: error.message };
  }
}
