import { useMemo, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { createKeptSwitch } from '../keptSwitch.ts';
import { useStore } from '../store.ts';
import { type DealGroups, groupByDeal } from './byDeal.ts';

/** Whether what waits is grouped by deal. */
export const byDeal = createKeptSwitch('signoff-by-deal', false);

/**
 * @param applies whether these cards can be grouped at all
 * @param list which list it is, and how often it was loaded anew: with another the deals are ordered anew
 * @returns groups: null where they are not grouped
 */
export function useByDeal(
  cards: ActionSummary[],
  applies: boolean,
  list: string,
): { cards: ActionSummary[]; groups: DealGroups | null } {
  const isOn = useStore(byDeal) && applies;
  const last = useRef<{ list: string; order: readonly string[] }>({ list, order: [] });
  return useMemo(() => {
    // Twice with the same cards it comes to the same.
    const before = isOn && last.current.list === list ? last.current.order : [];
    if (!isOn) {
      last.current = { list, order: [] };
      return { cards, groups: null };
    }
    const grouped = groupByDeal(cards, before);
    last.current = { list, order: grouped.order };
    return grouped;
  }, [cards, isOn, list]);
}
