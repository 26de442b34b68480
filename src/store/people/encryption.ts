/** Encrypts what must not be read from the database alone: the passwords of the reps' mailboxes. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM as NIST SP 800-38D has it: 96-bit IV, 128-bit tag. */
const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

/**
 * Version byte, random IV, tag, cipher text. `context` (whose it is and what) is bound to it: the value moved to another
 * row or column cannot be decrypted.
 *
 * @param secretKey 32 bytes in base64
 * @throws RangeError where the key has another length
 */
export function encrypt(secretKey: string, plain: string, context: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secretKey), iv).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), iv, cipher.getAuthTag(), sealed]);
}

/**
 * What was given to `encrypt`, for the same key and context.
 *
 * @throws Error where key, context or value is another; it shows none of them
 */
export function decrypt(secretKey: string, sealed: Buffer, context: string): string {
  if (sealed[0] !== VERSION || sealed.length < HEAD_BYTES) throw new Error('not an encrypted value of a known version');
  const iv = sealed.subarray(1, 1 + IV_BYTES);
  const decipher = createDecipheriv(CIPHER, keyOf(secretKey), iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(1 + IV_BYTES, HEAD_BYTES));
  try {
    return decipher.update(sealed.subarray(HEAD_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new Error('cannot decrypt: SECRET_KEY is not the key it was encrypted with, or the value is not its own', {
      cause,
    });
  }
}

function keyOf(secretKey: string): Buffer {
  const key = Buffer.from(secretKey, 'base64');
  if (key.length !== 32) throw new RangeError('SECRET_KEY must be 32 bytes in base64');
  return key;
}
