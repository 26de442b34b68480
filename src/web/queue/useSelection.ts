import { useMemo, useState } from 'react';
import type { ActionSummary } from '../api/client.ts';

/** As many as the API decides on at once. */
export const MAX_SELECTED = 200;

export interface Selection {
  ids: ReadonlySet<string>;
  /** In the list's order; what has left the list is selected no more. */
  cards: ActionSummary[];
  toggle: (id: string) => void;
  /** Selects to this card from the one that was toggled last, or where none is selected from `from`. */
  extendTo: (id: string, from?: string) => void;
  /** All that are loaded, up to MAX_SELECTED. */
  selectAll: () => void;
  clear: () => void;
}

/** Waits for a decision; what is approved and waits to leave has had it. */
export function isUndecided({ status, scheduledApproval }: ActionSummary): boolean {
  return status === 'pending' && scheduledApproval === null;
}

/** Which cards a bulk decision is on: a named list, at most MAX_SELECTED long. */
export function useSelection(cards: ActionSummary[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const selected = useMemo(
    () => (chosen.size === 0 ? [] : cards.filter((card) => chosen.has(card.id) && isUndecided(card))),
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
    extendTo(id, from = id) {
      const begin = (ids.size === 0 ? null : anchor) ?? from;
      const to = cards.findIndex((card) => card.id === id);
      const found = cards.findIndex((card) => card.id === begin);
      const range = cards.slice(Math.min(found < 0 ? to : found, to), Math.max(found, to) + 1);
      setAnchor(begin);
      choose(new Set([...ids, ...range.map((card) => card.id)]));
    },
    selectAll: () => choose(cards.map((card) => card.id)),
    clear() {
      setAnchor(null);
      setChosen(new Set());
    },
  };
}
