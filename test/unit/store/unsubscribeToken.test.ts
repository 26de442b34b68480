import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openRecipient, sealRecipient } from '../../../src/store/people/unsubscribeToken.ts';

const KEY = randomBytes(32);
const SARAH = { workspaceId: 'acme', address: 'sarah@acme.test' };

describe('a token to unsubscribe', () => {
  it('names its recipient to whoever has the key, and is the same one each time', () => {
    const parts = {
      workspaceId: fc.stringMatching(/^[A-Za-z0-9._-]{1,48}$/),
      address: fc.stringMatching(/^[a-z0-9/+._-]{1,64}@[a-z0-9.-]{1,180}$/),
    };
    const recipient = fc.record(parts, { noNullPrototype: true });
    fc.assert(
      fc.property(recipient, (each) => {
        const token = sealRecipient(KEY, each);
        assert.deepEqual(openRecipient(KEY, token), each);
        assert.equal(sealRecipient(KEY, each), token);
        // As one part of a path that the API takes.
        assert.match(token, /^[\w-]{28,500}$/);
      }),
    );
  });

  it('shows neither workspace nor address, and has nothing in common with the next one', () => {
    const [one, two] = ['sarah@acme.test', 'sarai@acme.test'].map((address) =>
      sealRecipient(KEY, { ...SARAH, address }),
    );
    const bytes = Buffer.from(one ?? '', 'base64url').toString('latin1');
    assert.doesNotMatch(bytes, /acme|sarah/);
    assert.notEqual(one?.slice(2, 10), two?.slice(2, 10));
    assert.notEqual(one?.slice(-8), two?.slice(-8));
  });

  it('opens with no bit of it changed, with nothing missing and with no other key', () => {
    const token = sealRecipient(KEY, SARAH);
    const bytes = Buffer.from(token, 'base64url');
    for (let at = 0; at < bytes.length * 8; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      assert.equal(openRecipient(KEY, changed.toString('base64url')), undefined, `bit ${at}`);
    }
    for (let length = 0; length < bytes.length; length += 1) {
      assert.equal(openRecipient(KEY, bytes.subarray(0, length).toString('base64url')), undefined, `${length} bytes`);
    }
    assert.equal(openRecipient(randomBytes(32), token), undefined);
    for (const other of ['', '-', 'acme/sarah@acme.test', '%00', 'ä'.repeat(50)]) {
      assert.equal(openRecipient(KEY, other), undefined, other);
    }
  });
});
