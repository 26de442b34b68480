import assert from 'node:assert/strict';
import { texts } from '../../../src/web/texts.ts';

const { undoneAll } = texts.undo;

describe('What is said after undoing several', () => {
  it('tells how many are back and how many came too late, and of none nothing', () => {
    assert.equal(undoneAll(3, 0), '3 undone. What was undone waits in the queue again.');
    assert.equal(
      undoneAll(2, 1),
      '2 undone. What was undone waits in the queue again. 1 could not be undone any more.',
    );
    assert.equal(undoneAll(0, 3), '3 could not be undone any more.');
  });
});
