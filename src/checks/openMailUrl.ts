import { decrypt } from '../store/people/encryption.ts';
import { mailContext } from '../store/people/mailboxes.ts';

/** One of a rep's own mail servers' URLs, with its password: for whoever connects, never to be shown. */
export type OpenMailUrl = (
  sealed: Buffer,
  userId: string,
  protocol: 'smtp' | 'imap',
) => Promise<{ ok: true; url: string } | { ok: false; reason: string }>;

/** @param secretKey that it was sealed with; undefined: there is none */
export function mailUrlOpener(secretKey: string | undefined): OpenMailUrl {
  return async (sealed, userId, protocol) => {
    if (secretKey === undefined) return { ok: false, reason: 'cannot be opened: SECRET_KEY is not set' };
    try {
      return { ok: true, url: await decrypt(secretKey, sealed, mailContext(userId, protocol)) };
    } catch {
      return { ok: false, reason: 'cannot be decrypted with this SECRET_KEY: set it again' };
    }
  };
}
