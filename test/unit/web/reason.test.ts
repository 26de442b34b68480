import assert from 'node:assert/strict';
import { isNearEnd, leftOf, reasonOf } from '../../../src/web/dialogs/reason.ts';

describe('The reason of a cancel', () => {
  it('is the preset, one’s own words, or both', () => {
    assert.equal(reasonOf('Wrong timing', ''), 'Wrong timing');
    assert.equal(reasonOf(undefined, ' on holiday\n'), 'on holiday');
    assert.equal(reasonOf('Wrong timing', 'on holiday'), 'Wrong timing: on holiday');
    assert.equal(reasonOf(undefined, ' \n'), '');
  });

  it('is counted in characters as people see them in a count, not in UTF-16 units', () => {
    assert.equal(leftOf('👍'.repeat(500)), 0);
    assert.equal(leftOf('👍'.repeat(501)), -1);
    assert.equal(isNearEnd(leftOf('a'.repeat(449))), false);
    assert.equal(isNearEnd(leftOf('a'.repeat(450))), true);
  });
});
