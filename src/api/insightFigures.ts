/** Figures out of what was counted, each with the list of actions behind it. */
import { type Counted, medianSeconds, rateOf } from '../domain/insights.ts';
import { CANCEL_KINDS, type CancelKind } from '../domain/words/cancelReasons.ts';
import type { Part } from '../store/insights/readInsights.ts';

/** @param filter what the list of actions is to be asked for beside what they count as */
export function figuresOf(parts: readonly Part[], filter: Readonly<Record<string, string>>) {
  const of = (...whats: string[]) => parts.filter(({ what }) => whats.includes(what));
  const listed = (counted: Counted, more: Record<string, string> = {}) =>
    new URLSearchParams({ ...filter, ...more, counted, ...sortOf(counted) }).toString();
  const count = (counted: Counted, ...whats: string[]) => ({ n: sum(of(...whats), 'n'), actions: listed(counted) });

  const approved = of('approved', 'edited');
  const byPerson = [...approved, ...of(...CANCEL_KINDS.filter((kind) => kind !== 'system').map(cancelledFor))];
  const decided = sum([...byPerson, ...of('expired')], 'n');
  const measured = sum(approved, 'measured');
  return {
    created: count('created', 'created'),
    approvedUnedited: count('approved', 'approved'),
    approvedEdited: count('edited', 'edited'),
    cancelled: {
      ...count('cancelled', ...CANCEL_KINDS.map(cancelledFor)),
      byReason: Object.fromEntries(
        CANCEL_KINDS.flatMap((kind) => {
          const n = sum(of(cancelledFor(kind)), 'n');
          return n === 0 ? [] : [[kind, { n, actions: listed('cancelled', { cancelKind: kind }) }]];
        }),
      ),
    },
    expired: count('expired', 'expired'),
    failed: count('failed', 'failed'),
    byItself: count('byItself', 'by_itself'),
    acceptance: { ...rateOf(sum(approved, 'n'), decided), actions: listed('decided') },
    fidelity: { ...rateOf(sum(approved, 'fidelityPermille') / 1_000, measured), actions: listed('measured') },
    timeToDecide: { ...medianSeconds(bucketsOf(byPerson)), actions: listed('timed') },
  };
}

/** By when they were decided, but where that is not what counts, or not all have left the queue. */
const sortOf = (counted: Counted) =>
  counted === 'created' || counted === 'byItself' ? undefined : { sort: 'decided' };

const cancelledFor = (kind: CancelKind) => `cancelled/${kind}`;

function sum(parts: readonly Part[], number: 'n' | 'measured' | 'fidelityPermille'): number {
  return parts.reduce((total, part) => total + part[number], 0);
}

/** Of those that were seen before they were decided. */
function bucketsOf(parts: readonly Part[]): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const { bucket, n } of parts) if (bucket >= 0) buckets.set(bucket, (buckets.get(bucket) ?? 0) + n);
  return buckets;
}
