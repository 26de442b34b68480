import type { Filters, Tab } from '../api/filters.ts';
import { useCounts, useDoneToday, useQueue } from '../api/queries.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { isUnderWay } from './useCards.ts';

export interface TabCounts {
  /** As they are shown; empty where there are none, or nobody knows yet. */
  counts: Record<Tab, string>;
  failedUnknown: boolean;
  askFailedAgain: () => void;
}

/** How many actions each part of a queue holds, however it is narrowed: of what is over, today's. */
export function useTabCounts({ scope, userId }: Filters): TabCounts {
  const format = useFormat();
  const waiting = useCounts({ scope, userId });
  const failed = useCounts({ tab: 'failed', scope, userId });
  // Asked for whole: the tray shows what can still be undone, whichever part of the queue one looks at.
  const sending = useQueue({ tab: 'sending', scope, userId });
  const { data: done } = useDoneToday({ scope, userId });
  const inWords = (count: number, isMore = false) => (count === 0 ? '' : `${format.number(count)}${isMore ? '+' : ''}`);
  const underWay = sending.data?.pages.flatMap(({ items }) => items).filter(isUnderWay).length ?? 0;
  const over = Object.values(done?.byStatus ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    counts: {
      waiting: inWords(waiting.data?.byStatus.pending ?? 0),
      sending: inWords(underWay, sending.hasNextPage),
      failed: inWords(failed.data?.byStatus.failed ?? 0),
      done: over === 0 ? '' : texts.tabs.ofToday(inWords(over, done?.atLeast)),
    },
    failedUnknown: failed.isError && failed.data === undefined,
    askFailedAgain: () => void failed.refetch(),
  };
}
