import assert from 'node:assert/strict';
import { flawsOf, indexOf } from '../../../src/web/settings/templatePlaces.ts';

describe('Places in a template', () => {
  it('are read out of what the API finds wrong', () => {
    const problem = { type: '', code: 'invalid-request', title: '', status: 422, detail: '', instance: '' };
    const errors = [
      { pointer: '/body', detail: 'line 2, column 14: there is no fact x: there are a,\nb' },
      { pointer: '/subject', detail: 'must be text' },
      { pointer: '/seen', detail: 'must be a number' },
    ];
    assert.deepEqual(flawsOf({ ...problem, errors }), [
      { field: 'body', line: 2, column: 14, message: 'there is no fact x: there are a,\nb' },
      { field: 'subject', line: 1, column: 1, message: 'must be text' },
    ]);
  });

  it('are where lines and columns say, and never behind the end', () => {
    assert.equal(indexOf('ab\ncd', { line: 2, column: 2 }), 4);
    assert.equal(indexOf('ab\ncd', { line: 1, column: 1 }), 0);
    assert.equal(indexOf('ab', { line: 5, column: 9 }), 2);
  });
});
