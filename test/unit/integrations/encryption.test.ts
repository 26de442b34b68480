import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decrypt, encrypt } from '../../../src/store/people/encryption.ts';

const key = randomBytes(32).toString('base64');
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
    assert.throws(() => decrypt(randomBytes(32).toString('base64'), sealed, 'user-1 imap'), CANNOT);
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
});
