/** Encrypts what must not be read from the database alone: the passwords of the reps' mailboxes. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** AES-256-GCM as NIST SP 800-38D has it: 96-bit IV, 128-bit tag. */
const CIPHER = 'aes-256-gcm';
/** Before keys had ids. */
const UNNAMED = 1;
const VERSION = 2;
const ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Key {
  /** The beginning of its SHA-256, in hex: it tells keys apart and nothing of them. */
  id: string;
  bytes: Buffer;
}

/** A value as it is kept. */
interface Sealed {
  /** Undefined: sealed before keys had ids. */
  keyId: string | undefined;
  iv: Buffer;
  tag: Buffer;
  text: Buffer;
}

/**
 * Version byte, the key's id, random IV, tag, cipher text. `context` (whose it is and what) is bound to it: the value moved to
 * another row or column cannot be decrypted.
 *
 * @param secretKey keys of 32 bytes in base64, separated by commas: the first encrypts
 * @throws RangeError where a key has another length
 */
export function encrypt(secretKey: string, plain: string, context: string): Buffer {
  const [key] = keysOf(secretKey);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, iv).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(key.id, 'hex'), iv, cipher.getAuthTag(), text]);
}

/**
 * What was given to `encrypt`, for one of the same keys and the same context.
 *
 * @throws Error where key, context or value is another; it shows none of them
 */
export function decrypt(secretKey: string, value: Buffer, context: string): string {
  const sealed = partsOf(value);
  const { keyId } = sealed;
  const keys = keysOf(secretKey).filter(({ id }) => keyId === undefined || id === keyId);
  if (keys.length === 0) throw new Error(`cannot decrypt: SECRET_KEY does not hold the key ${keyId}`);
  for (const key of keys) {
    const plain = opened(key, sealed, context);
    if (plain !== undefined) return plain;
  }
  throw new Error('cannot decrypt: SECRET_KEY is not the key it was encrypted with, or the value is not its own');
}

/** Which key a value was encrypted with, by its id; undefined: before keys had ids. @throws Error where it is no such value */
export function keyIdOf(value: Buffer): string | undefined {
  return partsOf(value).keyId;
}

/** The ids of keys, in their order: the first encrypts. @throws RangeError */
export function keyIds(secretKey: string): [string, ...string[]] {
  const [first, ...others] = keysOf(secretKey);
  return [first.id, ...others.map(({ id }) => id)];
}

function opened({ bytes }: Key, { iv, tag, text }: Sealed, context: string): string | undefined {
  const decipher = createDecipheriv(CIPHER, bytes, iv, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  try {
    return decipher.update(text, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

function partsOf(value: Buffer): Sealed {
  const [version] = value;
  const idEnd = version === VERSION ? 1 + ID_BYTES : 1;
  const headEnd = idEnd + IV_BYTES + TAG_BYTES;
  if ((version !== VERSION && version !== UNNAMED) || value.length < headEnd) {
    throw new Error('not an encrypted value of a known version');
  }
  return {
    keyId: version === VERSION ? value.subarray(1, idEnd).toString('hex') : undefined,
    iv: value.subarray(idEnd, idEnd + IV_BYTES),
    tag: value.subarray(idEnd + IV_BYTES, headEnd),
    text: value.subarray(headEnd),
  };
}

function keysOf(secretKey: string): [Key, ...Key[]] {
  const keys = secretKey.split(',').map((part): Key => {
    const bytes = Buffer.from(part.trim(), 'base64');
    if (bytes.length !== 32) throw new RangeError('SECRET_KEY must be 32 bytes in base64');
    return {
      id: createHash('sha256')
        .update(bytes)
        .digest('hex')
        .slice(0, 2 * ID_BYTES),
      bytes,
    };
  });
  // Splitting gives one part at least.
  return keys as [Key, ...Key[]];
}
