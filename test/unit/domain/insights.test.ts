import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LEAST_FOR_RATE, medianSeconds, rateOf } from '../../../src/domain/insights.ts';
import { CANCEL_KINDS, cancelKindOf, cancelReasons } from '../../../src/domain/words/cancelReasons.ts';

const rounded = (value: number | null) => (value === null ? null : Math.round(value * 10_000) / 10_000);

describe('insights', () => {
  it('gives no rate for fewer than twenty, and says of how many', () => {
    assert.deepEqual(rateOf(10, LEAST_FOR_RATE - 1), { n: 19, rate: null, low: null, high: null });
    assert.notEqual(rateOf(10, LEAST_FOR_RATE).rate, null);
  });

  it('gives Wilson’s interval as others reckon it', () => {
    // R: prop.test(x, n, correct = FALSE)$conf.int
    const bounds = (sum: number, n: number) => [rounded(rateOf(sum, n).low), rounded(rateOf(sum, n).high)];
    assert.deepEqual(bounds(50, 100), [0.4038, 0.5962]);
    assert.deepEqual(bounds(0, 20), [0, 0.1611]);
    assert.deepEqual(bounds(20, 20), [0.8389, 1]);
  });

  it('keeps the interval around the rate and within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const { rate, low, high } = rateOf(n * share, n);
        assert.ok(rate !== null && low !== null && high !== null);
        assert.ok(low >= 0 && high <= 1 && low <= rate + 1e-9 && high >= rate - 1e-9);
      }),
    );
  });

  it('finds a median within the width of its bucket', () => {
    const durations = fc.array(fc.double({ min: 1.5, max: 2_500_000, noNaN: true }), { minLength: 20, maxLength: 200 });
    fc.assert(
      fc.property(durations, (seconds) => {
        const buckets = new Map<number, number>();
        for (const each of seconds) {
          const bucket = Math.floor(2 * Math.log2(each));
          buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
        }
        const found = medianSeconds(buckets);
        const lower = seconds.toSorted((a, b) => a - b)[Math.ceil(seconds.length / 2) - 1] ?? 0;
        assert.equal(found.n, seconds.length);
        assert.ok(found.medianSeconds !== null);
        const off = found.medianSeconds / lower;
        assert.ok(off <= Math.SQRT2 + 1e-9 && off >= 1 / Math.SQRT2 - 1e-9, `${found.medianSeconds} for ${lower}`);
      }),
    );
  });

  it('tells no median of fewer than twenty', () => {
    assert.deepEqual(medianSeconds(new Map([[4, 19]])), { n: 19, medianSeconds: null });
  });

  it('counts a cancellation by its preset reason, and every other one together', () => {
    for (const [kind, reason] of Object.entries(cancelReasons)) assert.equal(cancelKindOf(reason), kind);
    for (const reason of [undefined, '', 'other', 'system', 'toString', 'my own words'])
      assert.equal(cancelKindOf(reason), 'other');
    assert.equal(new Set(CANCEL_KINDS).size, Object.keys(cancelReasons).length + 2);
  });
});
