import { isLate } from '../api/watchedFetch.ts';
import { createStore, useStore } from '../store.ts';

/** `late`: connected, but an answer is overdue. */
export type Connection = 'connecting' | 'live' | 'lost' | 'late';

/** How the stream of live changes stands. */
export const connection = createStore<Connection>('connecting');

const online = createStore(navigator.onLine);
addEventListener('online', () => online.set(() => true));
addEventListener('offline', () => online.set(() => false));

/** Whether the browser has a network: without one nothing can be decided. */
export function isOnline(): boolean {
  return online.get();
}

export function useOnline(): boolean {
  return useStore(online);
}

export function useConnection(): Connection {
  const isOnline = useOnline();
  const stream = useStore(connection);
  const late = useStore(isLate);
  if (!isOnline || stream === 'lost') return 'lost';
  return late ? 'late' : stream;
}
