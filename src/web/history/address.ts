/** The address as the state of the history: what is listed, and which action is open beside it. */
import { PATHS } from '../shell/Nav.tsx';
import { createStore } from '../store.ts';
import { type HistoryFilters, readHistoryFilters, writeHistoryFilters } from './filters.ts';

export interface HistoryAddress {
  /** null: the list alone. */
  actionId: string | null;
  filters: HistoryFilters;
}

const OPEN = 'open';

export const historyAddress = createStore<HistoryAddress>(read());

addEventListener('popstate', () => historyAddress.set(read));

/** Goes there; `replace` leaves no entry to come back to. */
export function goInHistory(to: Partial<HistoryAddress>, { replace = false } = {}): void {
  const next = { ...historyAddress.get(), ...to };
  const href = hrefInHistory(next);
  if (href !== location.pathname + location.search) history[replace ? 'replaceState' : 'pushState'](null, '', href);
  historyAddress.set(() => next);
}

export function hrefInHistory({ actionId, filters }: HistoryAddress): string {
  const query = writeHistoryFilters(filters);
  if (actionId !== null) query.set(OPEN, actionId);
  return query.size === 0 ? PATHS.history : `${PATHS.history}?${query}`;
}

function read(): HistoryAddress {
  return {
    actionId: new URLSearchParams(location.search).get(OPEN),
    filters: readHistoryFilters(location.search),
  };
}
