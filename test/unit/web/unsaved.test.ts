import assert from 'node:assert/strict';
import fc from 'fast-check';
import { begin, change, rebase } from '../../../src/web/edit/merge.ts';
import { type KeyValueStorage, readUnsaved, removeUnsaved, writeUnsaved } from '../../../src/web/edit/unsaved.ts';

const KEY = { userId: 'ana', actionId: 'action-1' };
const CLASH = rebase(change(begin(1, { subject: 'a', body: 'x' }), 'subject', 'b'), 2, { subject: 'c', body: 'y' });

function storageOf(...entries: [string, string][]): KeyValueStorage & { kept: Map<string, string> } {
  const kept = new Map(entries);
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** What a storage holds under the key of KEY when this is all it holds. */
function holding(content: string): KeyValueStorage {
  return { ...storageOf(), getItem: () => content };
}

const fail = () => {
  throw new Error('storage is forbidden');
};

describe('Unsaved text', () => {
  it('comes back as it was, with the version it was begun on and what is not settled', () => {
    const storage = storageOf();
    assert.equal(writeUnsaved(storage, KEY, CLASH), true);
    assert.deepEqual(readUnsaved(storage, KEY), CLASH);
  });

  it('is found by its own user and for its own action only', () => {
    const storage = storageOf();
    writeUnsaved(storage, KEY, CLASH);
    assert.equal(readUnsaved(storage, { ...KEY, userId: 'ben' }), null);
    assert.equal(readUnsaved(storage, { ...KEY, actionId: 'action-2' }), null);
  });

  it('is gone once it is removed', () => {
    const storage = storageOf();
    writeUnsaved(storage, KEY, CLASH);
    removeUnsaved(storage, KEY);
    assert.equal(readUnsaved(storage, KEY), null);
    assert.equal(storage.kept.size, 0);
  });

  it('is none where the storage holds anything else', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (content) => readUnsaved(holding(content), KEY) === null));
    const whole = { ...CLASH };
    for (const broken of [
      { ...whole, version: '2' },
      { ...whole, values: { subject: 1 } },
      { ...whole, base: ['a'] },
      { ...whole, conflicts: [{ name: 'subject' }] },
      { ...whole, taken: undefined },
      { ...whole, taken: [1] },
    ]) {
      assert.equal(readUnsaved(holding(JSON.stringify(broken)), KEY), null, JSON.stringify(broken));
    }
  });

  it('costs the edit nothing where storage is forbidden or full', () => {
    const forbidden = { getItem: fail, setItem: fail, removeItem: fail };
    assert.equal(readUnsaved(forbidden, KEY), null);
    assert.equal(writeUnsaved(forbidden, KEY, CLASH), false);
    removeUnsaved(forbidden, KEY);
  });
});
