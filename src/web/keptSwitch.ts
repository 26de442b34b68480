import { createStore, type Store } from './store.ts';

/** Whether something is on, on this device. */
export interface KeptSwitch extends Store<boolean> {
  turn: (on: boolean) => void;
}

/** A switch that this device remembers. @param key what it is kept under, also when somebody signs out (session/preferences.ts) */
export function createKeptSwitch(key: string, initial: boolean): KeptSwitch {
  const store = createStore(read());
  return {
    ...store,
    turn(on) {
      store.set(() => on);
      try {
        localStorage.setItem(key, on ? 'on' : 'off');
      } catch {
        // Storage may be forbidden: then the choice holds for this page alone.
      }
    },
  };

  function read(): boolean {
    try {
      const kept = localStorage.getItem(key);
      return kept === null ? initial : kept === 'on';
    } catch {
      return initial;
    }
  }
}
