import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActionSummary } from '../api/client.ts';

export interface Cursor {
  /** Where keys act; -1 in an empty list. */
  index: number;
  card: ActionSummary | undefined;
  /** Counts the moves that ask for the focus: the list follows each of them. */
  moves: number;
  /** Moves there, null: to the first; with the focus where a key did it. */
  moveTo: (id: string | null, options?: { focus: boolean }) => void;
}

/**
 * The current card. When it leaves, the one that takes its place becomes current.
 *
 * @param startId the card to begin with; null: the first
 */
export function useCursor(cards: ActionSummary[], startId: string | null): Cursor {
  const [place, setPlace] = useState({ id: startId, moves: 0 });
  const lastIndex = useRef(0);
  const moveTo = useCallback((id: string | null, { focus } = { focus: true }) => {
    if (id === null) lastIndex.current = 0;
    setPlace(({ moves }) => ({ id, moves: focus ? moves + 1 : moves }));
  }, []);
  const found = cards.findIndex(({ id }) => id === place.id);
  const index = found >= 0 ? found : Math.min(lastIndex.current, cards.length - 1);
  useEffect(() => {
    lastIndex.current = Math.max(0, index);
  }, [index]);
  return {
    index,
    card: cards[index],
    moves: place.moves,
    moveTo,
  };
}
