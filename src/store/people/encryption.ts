/** Encrypts what must not be read from the database alone: the passwords of the reps' mailboxes. */
import { createDecipheriv, createHash } from 'node:crypto';
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';

/**
 * Hybrid Public Key Encryption (RFC 9180) in its base mode: whoever encrypts opens nothing, what he has encrypted himself
 * included, so that the API needs no key that opens. See docs/decisions.md, "Mailboxes through the API".
 */
const SUITE = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
/** Of an X25519 key, here the one that each value brings along (RFC 9180, section 7.1). */
const ENCAPSULATED_BYTES = SUITE.KEM.Nenc;
const TAG_BYTES = SUITE.AEAD.Nt;
const ID_BYTES = 4;

/** Encrypted with a key of SECRET_KEY itself (AES-256-GCM as NIST SP 800-38D has it), before values were sealed. */
const SYMMETRIC = 1;
const IV_BYTES = 12;
/** Sealed with the key's public half, its id in front: what is written now. */
const SEALED = 2;

interface Key {
  /** The beginning of its SHA-256, in hex: it tells keys apart and nothing of them. */
  id: string;
  bytes: Buffer;
}

/** What encrypts and decrypts nothing. */
export interface SealingKey {
  /** Of the key of SECRET_KEY that decrypts. */
  id: string;
  /** X25519 (RFC 7748), 32 bytes. */
  publicKey: Buffer;
}

/**
 * What the first key encrypts with.
 *
 * @param secretKey keys of 32 bytes in base64, separated by commas
 * @throws RangeError where a key has another length
 */
export async function sealingKeyOf(secretKey: string): Promise<SealingKey> {
  const [{ id, bytes }] = keysOf(secretKey);
  const { publicKey } = await SUITE.DeriveKeyPair(bytes);
  return { id, publicKey: Buffer.from(await SUITE.SerializePublicKey(publicKey)) };
}

/**
 * Version, the key's id, what opens it together with the private key, the text. `context` (whose it is and what) is bound to
 * it, as are version and id: the value moved to another row or column cannot be decrypted.
 *
 * @throws Error where `publicKey` is none, or one that everybody could open with
 */
export async function encrypt({ id, publicKey }: SealingKey, plain: string, context: string): Promise<Buffer> {
  const head = headOf(id);
  const recipient = await SUITE.DeserializePublicKey(publicKey);
  const aad = Buffer.concat([head, Buffer.from(context)]);
  const { encapsulatedSecret, ciphertext } = await SUITE.Seal(recipient, Buffer.from(plain), { aad });
  return Buffer.concat([head, encapsulatedSecret, ciphertext]);
}

/**
 * What was given to `encrypt`, for the same context.
 *
 * @param secretKey keys as `sealingKeyOf` takes them, the one that decrypts among them
 * @throws Error where key, context or value is another; it shows none of them
 */
export async function decrypt(secretKey: string, value: Buffer, context: string): Promise<string> {
  const keyId = keyIdOf(value);
  const keys = keysOf(secretKey).filter(({ id }) => keyId === undefined || id === keyId);
  if (keys.length === 0) throw new Error(`cannot decrypt: SECRET_KEY does not hold the key ${keyId}`);
  for (const key of keys) {
    try {
      return await (keyId === undefined ? openedSymmetric(key, value, context) : opened(key, value, context));
    } catch {
      // Of before values named their key: perhaps the next is the one.
    }
  }
  throw new Error('cannot decrypt: SECRET_KEY is not the key it was encrypted with, or the value is not its own');
}

/** Which key a value was encrypted with, by its id; undefined: before they were named. @throws Error where it is no such value */
export function keyIdOf(value: Buffer): string | undefined {
  const [version] = value;
  if (version === SYMMETRIC && value.length >= 1 + IV_BYTES + TAG_BYTES) return undefined;
  if (version === SEALED && value.length >= 1 + ID_BYTES + ENCAPSULATED_BYTES + TAG_BYTES)
    return value.subarray(1, 1 + ID_BYTES).toString('hex');
  throw new Error('not an encrypted value of a known version');
}

/** The ids of keys, in their order: the first encrypts. @throws RangeError */
export function keyIds(secretKey: string): [string, ...string[]] {
  const [first, ...others] = keysOf(secretKey);
  return [first.id, ...others.map(({ id }) => id)];
}

async function opened({ id, bytes }: Key, value: Buffer, context: string): Promise<string> {
  const head = headOf(id);
  const rest = value.subarray(head.length);
  const [encapsulated, text] = [rest.subarray(0, ENCAPSULATED_BYTES), rest.subarray(ENCAPSULATED_BYTES)];
  const aad = Buffer.concat([head, Buffer.from(context)]);
  const plain = await SUITE.Open(await SUITE.DeriveKeyPair(bytes), encapsulated, text, { aad });
  return Buffer.from(plain).toString('utf8');
}

function openedSymmetric({ bytes }: Key, value: Buffer, context: string): string {
  const [ivEnd, tagEnd] = [1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES];
  const decipher = createDecipheriv('aes-256-gcm', bytes, value.subarray(1, ivEnd), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context))
    .setAuthTag(value.subarray(ivEnd, tagEnd));
  return decipher.update(value.subarray(tagEnd), undefined, 'utf8') + decipher.final('utf8');
}

function headOf(keyId: string): Buffer {
  return Buffer.concat([Buffer.from([SEALED]), Buffer.from(keyId, 'hex')]);
}

function keysOf(secretKey: string): [Key, ...Key[]] {
  const keys = secretKey.split(',').map((part): Key => {
    const bytes = Buffer.from(part.trim(), 'base64');
    if (bytes.length !== 32) throw new RangeError('SECRET_KEY must be 32 bytes in base64');
    const id = createHash('sha256').update(bytes).digest('hex');
    return { id: id.slice(0, 2 * ID_BYTES), bytes };
  });
  // Splitting gives one part at least.
  return keys as [Key, ...Key[]];
}
