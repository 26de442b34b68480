import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toMinorUnits } from '../../../../src/integrations/crm/money.ts';

describe('amounts', () => {
  it('are counted in the currency’s minor unit', () => {
    assert.equal(toMinorUnits('75000', 'USD'), 7_500_000);
    assert.equal(toMinorUnits(75_000.5, 'EUR'), 7_500_050);
    assert.equal(toMinorUnits('1234', 'JPY'), 1_234);
    assert.equal(toMinorUnits('1.234', 'KWD'), 1_234);
    assert.equal(toMinorUnits('-10.10', 'USD'), -1_010);
  });

  it('are rounded by their digits', () => {
    assert.equal(toMinorUnits('0.285', 'USD'), 29);
    assert.equal(toMinorUnits(1.005, 'USD'), 101);
    assert.equal(toMinorUnits('-0.005', 'USD'), -1);
    assert.ok(Object.is(toMinorUnits('-0.004', 'USD'), 0));
  });

  it('are nothing where they are none, or too large to count', () => {
    for (const amount of ['', 'abc', '1,000', '1e5', '99999999999999999', '999999999999999', Number.NaN, Infinity]) {
      assert.equal(toMinorUnits(amount, 'USD'), undefined, String(amount));
    }
  });

  it('come back from what they are written as', () => {
    fc.assert(
      fc.property(fc.integer(), (minor) => {
        assert.equal(toMinorUnits((minor / 100).toFixed(2), 'USD'), minor);
      }),
    );
  });
});
