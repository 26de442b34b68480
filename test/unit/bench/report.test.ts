import assert from 'node:assert/strict';
import { createFigures, isReached, type Measure, ratioOf } from '../../../bench/report/figures.ts';
import { placed, tableOf } from '../../../bench/report/tables.ts';

const rate: Measure = { title: 'made', unit: '1/s', series: 'made', by: 'median', goal: { ratioAtLeast: 0.9 } };
const latency: Measure = { title: 'late', unit: 'ms', series: 'late', by: 'p99', goal: { atMost: 50 } };

/** Figures of one run, each series as given. */
function run(samples: { bare?: number[]; signoff?: number[] }, series = 'made') {
  const figures = createFigures();
  figures.add('bare', series, ...(samples.bare ?? []));
  figures.add('signoff', series, ...(samples.signoff ?? []));
  return figures;
}

describe('the bench’s report', () => {
  it('takes the middle round for a rate, and the slowest of a hundred for p99', () => {
    const rounds = run({ signoff: [90, 10, 50] });
    assert.equal(rounds.value('signoff', rate), 50);
    const samples = run({ signoff: Array.from({ length: 100 }, (_, i) => i + 1) }, 'late');
    assert.equal(samples.value('signoff', latency), 99);
    assert.equal(samples.value('signoff', { ...latency, by: 'max' }), 100);
  });

  it('adds up what is counted, and says nothing of what was not measured', () => {
    const counted = run({ signoff: [0, 2, 1] });
    assert.equal(counted.value('signoff', { ...rate, by: 'sum' }), 3);
    assert.equal(counted.value('bare', rate), undefined);
    assert.equal(ratioOf(counted, rate), undefined);
    assert.equal(isReached(counted, rate), undefined);
  });

  it('judges a goal against the floor of the same run, or for itself', () => {
    assert.equal(isReached(run({ bare: [50], signoff: [45] }), rate), true);
    assert.equal(isReached(run({ bare: [50], signoff: [44] }), rate), false);
    assert.equal(isReached(run({ bare: [20], signoff: [30] }), { ...rate, goal: { ratioAtMost: 1.5 } }), true);
    assert.equal(isReached(run({ bare: [20], signoff: [31] }), { ...rate, goal: { ratioAtMost: 1.5 } }), false);
    assert.equal(isReached(run({ signoff: [51] }, 'late'), latency), false);
  });

  it('shows the figures of two runs side by side, with the ratio and the goal of each', () => {
    const section = { name: 'x', columns: ['bare', 'signoff'] as const, measures: [rate] };
    const table = tableOf({ ...section, columns: [...section.columns] }, [
      run({ bare: [50], signoff: [45] }),
      run({ bare: [50], signoff: [40] }),
    ]);
    assert.match(table, /^\| made, 1\/s \| 50 \/ 50 \| 45 \/ 40 \| 0\.9 \/ 0\.8 \| ≥ 0\.9 × ✔ \/ ✖ \|$/m);
  });

  it('writes between a section’s markers and nowhere else', () => {
    const page = 'before\n<!-- bench:a -->\nold\n<!-- /bench:a -->\nafter';
    assert.equal(placed(page, 'a', 'new'), 'before\n<!-- bench:a -->\n\nnew\n\n<!-- /bench:a -->\nafter');
    assert.throws(() => placed(page, 'b', 'new'), /no place for the figures of b/);
  });
});
