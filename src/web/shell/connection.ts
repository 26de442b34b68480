import { createStore, useStore } from '../store.ts';

export type Connection = 'connecting' | 'live' | 'lost';

/** How the stream of live changes stands. */
export const connection = createStore<Connection>('connecting');

const online = createStore(navigator.onLine);
addEventListener('online', () => online.set(() => true));
addEventListener('offline', () => online.set(() => false));

/** Whether the browser has a network: without one nothing can be decided. */
export function useOnline(): boolean {
  return useStore(online);
}

export function useConnection(): Connection {
  const isOnline = useOnline();
  const stream = useStore(connection);
  return isOnline ? stream : 'lost';
}
