import { useMemo } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { createKeptSwitch } from '../keptSwitch.ts';
import { useStore } from '../store.ts';
import { type DealGroups, groupByDeal } from './byDeal.ts';

/** Whether what waits is grouped by deal. */
export const byDeal = createKeptSwitch('signoff-by-deal', false);

/** As many cards are loaded to find those of one deal: beyond, the headings say that there may be more. */
export const MAX_GROUPED = 1_000;

/**
 * @param applies whether these cards can be grouped at all
 * @returns groups: null where they are not grouped
 */
export function useByDeal(
  cards: ActionSummary[],
  applies: boolean,
): { cards: ActionSummary[]; groups: DealGroups | null } {
  const isOn = useStore(byDeal) && applies;
  return useMemo(() => (isOn ? groupByDeal(cards) : { cards, groups: null }), [cards, isOn]);
}
