import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decrypt, encrypt, keyIdOf, keyIds } from '../../../src/store/people/encryption.ts';

const newKey = () => randomBytes(32).toString('base64');
const key = newKey();
const sealed = encrypt(key, 'imaps://riley:s3cret@mail.test', 'user-1 imap');
const CANNOT = /cannot decrypt: SECRET_KEY/;

describe('an encrypted value', () => {
  it('is what was given, for the same key and context', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (plain, context) => {
        assert.equal(decrypt(key, encrypt(key, plain, context), context), plain);
      }),
    );
  });

  it('differs each time and does not show what it holds', () => {
    assert.notDeepEqual(encrypt(key, 'a', 'c'), encrypt(key, 'a', 'c'));
    assert.equal(sealed.includes('s3cret'), false);
  });

  it('cannot be read with another key, and says so', () => {
    assert.throws(() => decrypt(newKey(), sealed, 'user-1 imap'), /does not hold the key [0-9a-f]{8}$/);
    assert.throws(() => decrypt('c2hvcnQ=', sealed, 'user-1 imap'), /32 bytes/);
  });

  it('cannot be read as the value of another user or kind', () => {
    assert.throws(() => decrypt(key, sealed, 'user-2 imap'), CANNOT);
    assert.throws(() => decrypt(key, sealed, 'user-1 smtp'), CANNOT);
  });

  it('cannot be read when any byte of it is changed or missing', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.throws(() => decrypt(key, changed, 'user-1 imap'));
    }
    assert.throws(() => decrypt(key, sealed.subarray(0, 20), 'user-1 imap'), /known version/);
  });

  it('is read with any of several keys, and encrypted with the first', () => {
    const newer = newKey();
    assert.equal(decrypt(`${newer}, ${key}`, sealed, 'user-1 imap'), 'imaps://riley:s3cret@mail.test');
    const anew = encrypt(`${newer},${key}`, 'x', 'c');
    assert.equal(decrypt(newer, anew, 'c'), 'x');
    assert.throws(() => decrypt(key, anew, 'c'), /does not hold/);
    assert.deepEqual([keyIdOf(anew), keyIdOf(sealed)], keyIds(`${newer},${key}`));
  });

  it('of before keys had ids is still read', () => {
    const unnamed = Buffer.concat([Buffer.from([1]), sealed.subarray(5)]);
    assert.equal(decrypt(`${newKey()},${key}`, unnamed, 'user-1 imap'), 'imaps://riley:s3cret@mail.test');
    assert.throws(() => decrypt(newKey(), unnamed, 'user-1 imap'), CANNOT);
    assert.equal(keyIdOf(unnamed), undefined);
  });
});
