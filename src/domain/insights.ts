/** What is reckoned from counts: shares with how sure they are, and medians. docs/insights.md says what each number means. */

/** What actions can be counted as; lists of actions take the same names. `decided`: by a person, or expired. */
export const COUNTED = [
  'created',
  'approved',
  'edited',
  'cancelled',
  'expired',
  'byItself',
  'failed',
  'decided',
  'measured',
  'timed',
] as const;
export type Counted = (typeof COUNTED)[number];

/** What insights can be grouped by. */
export const GROUPINGS = ['trigger', 'actionType', 'template', 'user', 'day'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** How many days can be looked back over. */
export const PERIODS_DAYS = [7, 30, 90] as const;

/** Fewer say nothing about a share: there is none then, only the counts. */
export const LEAST_FOR_RATE = 20;

/** A share of n, 0 to 1, and between which bounds the true one lies with a probability of 95 %. */
export interface Rate {
  n: number;
  /** Null where n is below LEAST_FOR_RATE, as are the bounds. */
  rate: number | null;
  low: number | null;
  high: number | null;
}

/** The normal distribution's quantile for 95 %, two-sided. */
const Z = 1.959964;

/**
 * With the interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927), which stays within
 * 0 and 1 and holds for few and for shares near the ends. For the mean of n numbers from 0 to 1 it is rather too wide: none
 * of the same mean scatter as much as those that are 0 or 1.
 *
 * @param sum of n numbers from 0 to 1
 */
export function rateOf(sum: number, n: number): Rate {
  if (n < LEAST_FOR_RATE) return { n, rate: null, low: null, high: null };
  const rate = sum / n;
  const scale = 1 + Z ** 2 / n;
  const middle = (rate + Z ** 2 / (2 * n)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / n + Z ** 2 / (4 * n ** 2));
  return { n, rate, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** The bounds of a bucket in seconds, as insight_parts (migrations/0026_insights.sql) puts durations into them: two to the octave. */
const lowerBoundOf = (bucket: number) => 2 ** (bucket / 2);

/**
 * The median of durations that are only known by their buckets: within its bucket, as if all lay there evenly on the logarithm. It is
 * off by less than the width of a bucket, 41 %. Null where there are fewer than LEAST_FOR_RATE.
 *
 * @param buckets how many are in each
 */
export function medianSeconds(buckets: ReadonlyMap<number, number>): { n: number; medianSeconds: number | null } {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const n = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (n < LEAST_FOR_RATE) return { n, medianSeconds: null };
  let below = 0;
  for (const [bucket, count] of sorted) {
    if (below + count >= n / 2) return { n, medianSeconds: lowerBoundOf(bucket + (n / 2 - below) / count) };
    below += count;
  }
  return { n, medianSeconds: null };
}
