import { useMemo, useState } from 'react';
import type { ActionSummary } from '../api/client.ts';

/** As many as the API decides on at once. */
export const MAX_SELECTED = 200;

export interface Selection {
  ids: ReadonlySet<string>;
  /** In the list's order; what has left the list is selected no more. */
  cards: ActionSummary[];
  toggle: (id: string) => void;
  /** Selects from the card that was toggled last to this one. */
  extendTo: (id: string) => void;
  /** All that are loaded, up to MAX_SELECTED. */
  selectAll: () => void;
  clear: () => void;
}

/** Which cards a bulk decision is on: a named list, at most MAX_SELECTED long. */
export function useSelection(cards: ActionSummary[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const selected = useMemo(
    () => (chosen.size === 0 ? [] : cards.filter((card) => chosen.has(card.id) && card.status === 'pending')),
    [cards, chosen],
  );
  const ids = useMemo(() => new Set(selected.map(({ id }) => id)), [selected]);
  const choose = (next: Iterable<string>) => setChosen(new Set([...next].slice(0, MAX_SELECTED)));

  return {
    ids,
    cards: selected,
    toggle(id) {
      setAnchor(id);
      choose(ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id]);
    },
    extendTo(id) {
      const to = cards.findIndex((card) => card.id === id);
      const from = anchor === null ? to : cards.findIndex((card) => card.id === anchor);
      const range = cards.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1);
      if (anchor === null) setAnchor(id);
      choose(new Set([...ids, ...range.map((card) => card.id)]));
    },
    selectAll: () => choose(cards.map((card) => card.id)),
    clear() {
      setAnchor(null);
      setChosen(new Set());
    },
  };
}
