import assert from 'node:assert/strict';
import fc from 'fast-check';
import { detectDeal, inOrder, type Known, merge } from '../../../src/detection/detect.ts';
import type { DealProperties, RecordChange } from '../../../src/domain/crm.ts';
import { DEFAULT_DETECTION } from '../../../src/domain/detectionSettings.ts';
import { change } from './fixtures.ts';

const properties: fc.Arbitrary<Partial<DealProperties>> = fc.record(
  {
    stage: fc.constantFrom('discovery', 'proposal', 'negotiation', 'closed_won', 'closed_lost'),
    amountMinor: fc.constantFrom(null, 50_000, 75_000, 100_000),
    currency: fc.constantFrom(null, 'USD', 'EUR'),
    closeDate: fc.constantFrom(null, '2026-12-01', '2026-12-31'),
    competitors: fc.subarray(['Globex', 'Initech']),
  },
  { requiredKeys: [] },
);
/** Each at a moment of its own: of one moment, the order of arrival decides. */
const dealChange: fc.Arbitrary<RecordChange<'deal'>> = fc
  .record({ properties, before: fc.option(properties, { nil: undefined }), second: fc.nat(9) })
  .map(({ properties, before, second }) => change('deal', properties, `2026-11-02T09:00:0${second}Z`, before));
const batch = fc.uniqueArray(dealChange, { maxLength: 8, selector: ({ at }) => at });

/** What a caller does with a batch: sort, merge one after the other, detect. */
function run(changes: readonly RecordChange<'deal'>[], mirror?: Known<'deal'>) {
  let known = mirror;
  const steps = inOrder(changes).map((one) => {
    const merged = merge(known, one);
    known = merged.next;
    return { ...merged, triggers: detectDeal('1', merged.before, merged.next, one.at, DEFAULT_DETECTION) };
  });
  return { known, triggers: steps.flatMap(({ triggers }) => triggers), steps };
}

const shuffled = batch.chain((changes) =>
  fc.tuple(fc.constant(changes), fc.shuffledSubarray(changes, { minLength: changes.length })),
);

describe('what is known of a record', () => {
  it('is in the end the same in whatever order the changes come', () => {
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const inOrder = (changes: RecordChange<'deal'>[]) =>
          changes.reduce<Known<'deal'> | undefined>((known, next) => merge(known, next).next, undefined);
        assert.deepEqual(inOrder(one), inOrder(other));
      }),
    );
  });

  it('is changed by no repetition, and nothing is detected again', () => {
    fc.assert(
      fc.property(batch, fc.infiniteStream(fc.nat(7)), (changes, picks) => {
        const first = run(changes);
        const repeated = changes.length === 0 ? [] : [...picks.take(5)].map((i) => changes[i % changes.length]);
        const again = run(
          repeated.filter((one) => one !== undefined),
          first.known,
        );
        assert.deepEqual([again.known, again.triggers], [first.known, []]);
      }),
    );
  });

  it('gives the same triggers in whatever order a batch lists its changes, and however often', () => {
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        assert.deepEqual(run(other).triggers, run(one).triggers);
        assert.deepEqual(run([...one, ...other]).triggers, run(one).triggers);
      }),
    );
  });

  it('says what came too late: every value of a change stands, is known already or is stale', () => {
    fc.assert(
      fc.property(shuffled, ([, changes]) => {
        let known: Known<'deal'> | undefined;
        for (const one of changes) {
          const { next, stale } = merge(known, one);
          for (const [property, value] of Object.entries(one.properties)) {
            const stands = JSON.stringify(Object.entries(next.properties).find(([name]) => name === property)?.[1]);
            assert.equal(stands === JSON.stringify(value), !stale.includes(property));
          }
          known = next;
        }
      }),
    );
  });

  it('is compared with what the change says was before, where nothing was known', () => {
    const { before, next, changed } = merge(
      undefined,
      change('deal', { stage: 'demo' }, undefined, { stage: 'proposal' }),
    );
    assert.equal(before?.properties.stage, 'proposal');
    assert.equal(before?.times.stage, '2026-11-02T08:59:59.999Z');
    assert.deepEqual([next.properties.stage, changed], ['demo', ['stage']]);
  });

  it('is compared with nothing at first sight', () => {
    const { before, changed } = merge(undefined, change('deal', { stage: 'demo', name: 'Renewal' }));
    assert.deepEqual([before, changed], [undefined, ['stage', 'name']]);
  });

  it('is compared with what was known rather than with what the change says', () => {
    const known = merge(undefined, change('deal', { amountMinor: 100 }, '2026-11-01T00:00:00Z')).next;
    const { before } = merge(known, change('deal', { amountMinor: 70 }, undefined, { amountMinor: 90, stage: 'demo' }));
    assert.deepEqual([before?.properties.amountMinor, before?.properties.stage], [100, 'demo']);
  });

  it('is, of two changes that their CRM gives the same time, what arrived last', () => {
    const at = '2026-11-02T09:00:00Z';
    const told = (amounts: number[]) =>
      amounts.reduce<Known<'deal'> | undefined>(
        (known, amountMinor) => merge(known, change('deal', { amountMinor }, at)).next,
        undefined,
      )?.properties.amountMinor;
    assert.deepEqual([told([9, 1]), told([1, 9])], [1, 9]);
    const batch = [3, 1, 2].map((amountMinor) => change('deal', { amountMinor }, at));
    assert.deepEqual(inOrder(batch), batch);
  });

  it('judges each property by itself', () => {
    const known = merge(undefined, change('deal', { stage: 'proposal' }, '2026-11-02T09:00:05Z')).next;
    const late = merge(known, change('deal', { stage: 'demo', amountMinor: 5 }, '2026-11-02T09:00:01+00:00'));
    assert.deepEqual([late.next.properties.stage, late.next.properties.amountMinor], ['proposal', 5]);
    assert.deepEqual([late.stale, late.changed], [['stage'], ['amountMinor']]);
  });
});
