/**
 * The last part of a link to unsubscribe: which workspace is to email whom no more, sealed. Whoever sees it learns neither, and
 * whoever changes it has one that nobody made. Sealing the same twice gives the same token.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

export interface Recipient {
  workspaceId: string;
  /** In lower case. */
  address: string;
}

/** Emails are older than releases: a token made in another way will say so. */
const VERSION = Buffer.from([1]);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = VERSION.length + NONCE_BYTES + TAG_BYTES;
const CIPHER = 'aes-256-gcm';

/**
 * AES-256-GCM (NIST SP 800-38D) under a nonce that is a MAC of the text, as RFC 5297 has its synthetic IV: no nonce comes twice
 * but with the text that it came with, and then the token is the same one.
 *
 * @param key 32 bytes
 */
export function sealRecipient(key: Buffer, { workspaceId, address }: Recipient): string {
  // A workspace's id has no slash.
  const text = Buffer.from(`${workspaceId}/${address}`);
  const nonce = createHmac('sha256', partOf(key, 'nonce')).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, partOf(key, 'seal'), nonce, { authTagLength: TAG_BYTES }).setAAD(VERSION);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([VERSION, nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Undefined where nobody has made the token with this key. */
export function openRecipient(key: Buffer, token: string): Recipient | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= HEAD_BYTES || bytes[0] !== VERSION[0]) return undefined;
  const nonce = bytes.subarray(VERSION.length, VERSION.length + NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, partOf(key, 'seal'), nonce, { authTagLength: TAG_BYTES })
    .setAAD(VERSION)
    .setAuthTag(bytes.subarray(VERSION.length + NONCE_BYTES, HEAD_BYTES));
  const text = decipher.update(bytes.subarray(HEAD_BYTES));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  const [workspaceId = '', ...address] = text.toString('utf8').split('/');
  return { workspaceId, address: address.join('/') };
}

/** A key for each purpose (RFC 5869). */
function partOf(key: Buffer, purpose: 'nonce' | 'seal'): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `signoff unsubscribe ${purpose}`, 32));
}
