import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { removeAction } from '../api/queueCache.ts';

/** How long a card decided elsewhere still stands, saying by whom. */
const DEPARTURE_MS = 4_000;

/** Takes cards that no longer wait out of the list, a moment after they have said why. */
export function useDepartures(cards: ActionSummary[]): void {
  const client = useQueryClient();
  const leaving = useRef(new Set<string>());
  useEffect(() => {
    for (const { id, status } of cards) {
      if (status === 'pending' || leaving.current.has(id)) continue;
      leaving.current.add(id);
      setTimeout(() => {
        leaving.current.delete(id);
        removeAction(client, id);
      }, DEPARTURE_MS);
    }
  }, [cards, client]);
}
