/** The address as the state of the screen: which queue, and which action is open. */
import { type Filters, readFilters, writeFilters } from '../api/filters.ts';
import { createStore, useStore } from '../store.ts';

export interface Address {
  /** The action that is open; null: the queue alone. */
  actionId: string | null;
  filters: Filters;
}

const address = createStore<Address>(read());

addEventListener('popstate', () => address.set(read));

export function useAddress(): Address {
  return useStore(address);
}

export function currentAddress(): Address {
  return address.get();
}

/** Goes there; `replace` leaves no entry to come back to, as for steps that nobody would go back through. */
export function go(to: Partial<Address>, { replace = false } = {}): void {
  const next = { ...address.get(), ...to };
  const href = hrefOf(next);
  if (href !== location.pathname + location.search) history[replace ? 'replaceState' : 'pushState'](null, '', href);
  address.set(() => next);
}

export function hrefOf({ actionId, filters }: Address): string {
  return `${actionId === null ? '/' : `/actions/${actionId}`}${writeFilters(filters)}`;
}

function read(): Address {
  // Whatever stands there: what is no action is said to be none, and not taken for the queue.
  const [, actionId = null] = /^\/actions\/(.+?)\/*$/.exec(location.pathname) ?? [];
  return { actionId, filters: readFilters(location.search) };
}
