/** Figures: what a section measures, how samples become one number, and what it should be. */
import type { SystemName } from '../systems/system.ts';

export interface Measure {
  title: string;
  unit: string;
  /** Which samples it is made of. */
  series: string;
  /** How: rates are the median of rounds, latencies the percentile of all samples. */
  by: 'median' | 'sum' | 'max' | 'p50' | 'p95' | 'p99';
  goal?: Goal;
}

/** Against the floor's figure of the same run, or for itself. */
export type Goal = { ratioAtLeast: number } | { ratioAtMost: number } | { atMost: number };

export type Column = SystemName | 'value';

/** Keeps samples of one series of one column. */
export type Add = (column: Column, series: string, ...samples: number[]) => void;

export interface Figures {
  add: Add;
  /** Undefined where nothing was measured. */
  value(column: Column, measure: Measure): number | undefined;
  count(column: Column, measure: Measure): number;
}

export function createFigures(): Figures {
  const all = new Map<string, number[]>();
  const samplesOf = (column: Column, series: string) => all.get(`${column} ${series}`) ?? [];
  return {
    add: (column, series, ...samples) => {
      all.set(`${column} ${series}`, [...samplesOf(column, series), ...samples]);
    },
    value: (column, { series, by }) => {
      const samples = samplesOf(column, series);
      return samples.length === 0 ? undefined : combine(samples, by);
    },
    count: (column, { series }) => samplesOf(column, series).length,
  };
}

const SHARES = { median: 0.5, p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;

function combine(samples: number[], by: Measure['by']): number {
  if (by === 'sum') return samples.reduce((sum, each) => sum + each, 0);
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * SHARES[by]) - 1] ?? Number.NaN;
}

/** Three significant digits, and never more than are known. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** How Signoff's figure stands to the floor's. */
export function ratioOf(figures: Figures, measure: Measure): number | undefined {
  const [signoff, bare] = [figures.value('signoff', measure), figures.value('bare', measure)];
  return signoff === undefined || bare === undefined || bare === 0 ? undefined : signoff / bare;
}

/** Whether the goal is reached; undefined where there is none, or nothing to judge by. */
export function isReached(figures: Figures, measure: Measure): boolean | undefined {
  const { goal } = measure;
  if (goal === undefined) return undefined;
  if ('atMost' in goal) {
    const value = figures.value('signoff', measure);
    return value === undefined ? undefined : value <= goal.atMost;
  }
  const ratio = ratioOf(figures, measure);
  if (ratio === undefined) return undefined;
  return 'ratioAtLeast' in goal ? ratio >= goal.ratioAtLeast : ratio <= goal.ratioAtMost;
}
