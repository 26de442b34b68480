import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DiffPart, wordDiff } from '../../../src/web/edit/wordDiff.ts';

const without = (kind: DiffPart['kind'], parts: DiffPart[]) =>
  parts
    .filter((part) => part.kind !== kind)
    .map(({ text }) => text)
    .join('');

const words = fc
  .array(fc.constantFrom('we', 'met', ' ', '  ', '\n', ',', 'Zoë', '5 %', '会议', '👩‍💻'))
  .map((all) => all.join(''));
const texts = fc.oneof(words, fc.string({ unit: 'grapheme' }));

describe('The diff of a text', () => {
  it('rebuilds both texts from its parts', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const parts = wordDiff(before, after);
        assert.equal(without('added', parts), before);
        assert.equal(without('removed', parts), after);
      }),
    );
  });

  it('marks the words that were changed, and no others', () => {
    assert.deepEqual(wordDiff('Shall we meet on Monday?', 'Shall we speak on Monday?'), [
      { kind: 'same', text: 'Shall we ' },
      { kind: 'removed', text: 'meet' },
      { kind: 'added', text: 'speak' },
      { kind: 'same', text: ' on Monday?' },
    ]);
  });

  it('reads words replaced one after the other as one passage', () => {
    assert.deepEqual(wordDiff('Prepare the renewal, please', 'Write an offer, please'), [
      { kind: 'removed', text: 'Prepare the renewal' },
      { kind: 'added', text: 'Write an offer' },
      { kind: 'same', text: ', please' },
    ]);
  });

  it('marks nothing in equal texts', () => {
    fc.assert(fc.property(texts, (text) => wordDiff(text, text).every(({ kind }) => kind === 'same')));
  });

  it('shows a change of spaces and line breaks alone', () => {
    assert.ok(wordDiff('one two', 'one\ntwo').some(({ kind }) => kind === 'added'));
  });

  it('gives up on texts that have nothing in common, and still holds both', () => {
    const of = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word}${index}`).join(' ');
    assert.deepEqual(wordDiff(of('a'), of('b')), [
      { kind: 'removed', text: of('a') },
      { kind: 'added', text: of('b') },
    ]);
  });
});
