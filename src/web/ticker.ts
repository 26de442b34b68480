import { createStore, useStore } from './store.ts';

const TICK_MS = 1_000;

const now = createStore(Date.now());
setInterval(() => {
  if (!document.hidden) now.set(Date.now);
}, TICK_MS);
document.addEventListener('visibilitychange', () => now.set(Date.now));

/** The time in epoch milliseconds, anew each second: one clock for every countdown on the screen. */
export function useNowMs(): number {
  useStore(now);
  // The tick may be nearly a second old where something else has the component render.
  return Date.now();
}
