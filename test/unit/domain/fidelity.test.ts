import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fidelityOf } from '../../../src/domain/fidelity.ts';

/** By the table of all pairs, as textbooks have it. */
function longestCommon(a: string[], b: string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const word of a) {
    const next = [0];
    for (const [j, other] of b.entries()) {
      next.push(word === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('fidelity', () => {
  it('is 1 for a draft that was sent as it was, whatever the reviewer changed beside its texts', () => {
    const draft = { subject: 'Renewal', body: 'Shall we talk?', urgency: 'high' };
    assert.equal(fidelityOf(draft, { ...draft, urgency: 'low' }), 1);
    assert.equal(fidelityOf({ dueAt: 'x' }, { dueAt: 'y' }), 1);
  });

  it('is 0 where no word is left, and in between by words in their order', () => {
    const body = (text: string) => ({ body: text });
    assert.equal(fidelityOf(body('one two'), body('three')), 0);
    assert.equal(fidelityOf(body('one two three four'), body('one two three five')), 0.75);
    assert.equal(fidelityOf(body('one two three four'), body('four three two one')), 0.25);
    assert.equal(fidelityOf(body('one two'), {}), 0);
  });

  it('takes no notice of how words are spaced or encoded', () => {
    assert.equal(fidelityOf({ body: 'é a\n\nb' }, { body: 'e\u0301 a b' }), 1);
  });

  it('is what the table of all pairs gives', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 90 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        const expected = a.length + b.length === 0 ? 1 : (2 * longestCommon(a, b)) / (a.length + b.length);
        assert.equal(fidelityOf({ body: a.join(' ') }, { body: b.join(' ') }), expected);
      }),
    );
  });
});
