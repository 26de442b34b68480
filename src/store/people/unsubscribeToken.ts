/**
 * The last part of a link to unsubscribe: which workspace is to email whom no more, sealed. Whoever sees it learns neither, and
 * whoever changes it has one that nobody made. Sealing the same twice gives the same token.
 */
import { aessiv } from '@noble/ciphers/aes.js';

/** Who is to be emailed no more, and by whom. */
export interface Recipient {
  workspaceId: string;
  /** In lower case. */
  address: string;
}

/** Emails are older than releases: a token made in another way will say so. Bound to what is sealed. */
const VERSION = Uint8Array.of(1);

/**
 * AES-SIV (RFC 5297), which seals without a nonce: the same text, the same token, and nothing else is given away.
 *
 * @param key 32 bytes
 */
export function sealRecipient(key: Buffer, { workspaceId, address }: Recipient): string {
  // A workspace's id has no slash.
  const sealed = aessiv(key, VERSION).encrypt(Buffer.from(`${workspaceId}/${address}`));
  return Buffer.concat([VERSION, sealed]).toString('base64url');
}

/** Undefined where nobody has made the token with this key. */
export function openRecipient(key: Buffer, token: string): Recipient | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes[0] !== VERSION[0]) return undefined;
  const text = opened(key, bytes.subarray(VERSION.length));
  if (text === undefined) return undefined;
  const slash = text.indexOf('/');
  return { workspaceId: text.slice(0, slash), address: text.slice(slash + 1) };
}

function opened(key: Buffer, sealed: Buffer): string | undefined {
  try {
    return Buffer.from(aessiv(key, VERSION).decrypt(sealed)).toString('utf8');
  } catch {
    return undefined;
  }
}
