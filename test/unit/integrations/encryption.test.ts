import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  decrypt,
  encrypt,
  keyIdOf,
  keyIds,
  type SealingKey,
  sealingKeyOf,
} from '../../../src/store/people/encryption.ts';

const newKey = () => randomBytes(32).toString('base64');
const key = newKey();
const URL = 'imaps://riley:s3cret@mail.test';
const CONTEXT = 'user-1 imap';
const CANNOT = /cannot decrypt: SECRET_KEY/;

/** As it was done before values were sealed: with the key itself. */
function encryptedBefore(): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), iv).setAAD(Buffer.from(CONTEXT));
  const text = Buffer.concat([cipher.update(URL), cipher.final()]);
  return Buffer.concat([Buffer.from([1]), iv, cipher.getAuthTag(), text]);
}

describe('an encrypted value', () => {
  let sealing: SealingKey;
  let sealed: Buffer;
  before(async () => {
    sealing = await sealingKeyOf(key);
    sealed = await encrypt(sealing, URL, CONTEXT);
  });

  it('is what was given, for the same key and context', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (plain, context) => {
        assert.equal(await decrypt(key, await encrypt(sealing, plain, context), context), plain);
      }),
    );
  });

  it('differs each time and does not show what it holds', async () => {
    assert.notDeepEqual(await encrypt(sealing, 'a', 'c'), await encrypt(sealing, 'a', 'c'));
    assert.equal(sealed.includes('s3cret'), false);
  });

  it('is not opened by what seals it: only the key itself does', async () => {
    assert.deepEqual(Object.keys(sealing), ['id', 'publicKey']);
    assert.notDeepEqual(sealing.publicKey, Buffer.from(key, 'base64'));
    await assert.rejects(decrypt(sealing.publicKey.toString('base64'), sealed, CONTEXT), /does not hold the key/);
  });

  it('cannot be read with another key, and says which one is missing', async () => {
    await assert.rejects(decrypt(newKey(), sealed, CONTEXT), new RegExp(`does not hold the key ${sealing.id}$`));
    await assert.rejects(decrypt('c2hvcnQ=', sealed, CONTEXT), /32 bytes/);
  });

  it('is bound to its context: moved to another row it cannot be read', async () => {
    await assert.rejects(decrypt(key, sealed, 'user-2 imap'), CANNOT);
    await assert.rejects(decrypt(key, sealed, 'user-1 smtp'), CANNOT);
  });

  it('that was changed, in any byte, or cut cannot be read', async () => {
    for (let at = 0; at < sealed.length; at += 1) {
      for (const bit of [1, 0x80]) {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ bit;
        await assert.rejects(decrypt(key, changed, CONTEXT), `byte ${at}`);
      }
    }
    await assert.rejects(decrypt(key, sealed.subarray(0, 20), CONTEXT), /known version/);
    await assert.rejects(decrypt(key, Buffer.alloc(0), CONTEXT), /known version/);
  });

  it('is not sealed for a public key that gives everybody the same secret', async () => {
    for (const publicKey of [Buffer.alloc(32), Buffer.from([1, ...Buffer.alloc(31)])]) {
      await assert.rejects(encrypt({ id: sealing.id, publicKey }, 'x', 'c'));
    }
  });

  it('is read with any of several keys, and encrypted with the first', async () => {
    const newer = newKey();
    assert.equal(await decrypt(`${newer}, ${key}`, sealed, CONTEXT), URL);
    const anew = await encrypt(await sealingKeyOf(`${newer},${key}`), 'x', 'c');
    assert.equal(await decrypt(newer, anew, 'c'), 'x');
    await assert.rejects(decrypt(key, anew, 'c'), /does not hold/);
    assert.deepEqual([keyIdOf(anew), keyIdOf(sealed)], keyIds(`${newer},${key}`));
  });

  it('of before values were sealed is still read', async () => {
    const value = encryptedBefore();
    assert.equal(await decrypt(`${newKey()},${key}`, value, CONTEXT), URL);
    await assert.rejects(decrypt(newKey(), value, CONTEXT), CANNOT);
    await assert.rejects(decrypt(key, value, 'user-2 imap'), CANNOT);
    assert.equal(keyIdOf(value), undefined);
  });
});
