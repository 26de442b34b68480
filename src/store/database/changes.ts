import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { KEEP_ALIVE } from './db.ts';

const CHANNEL = 'signoff_changes';
const RECONNECT_DELAY_MS = 1_000;
/** How long a change can go unnoticed where its notification was lost, as while the connection is down. */
const POLL_MS = 500;

/** Says that an action or alert has changed, by its id. A hint only: it may be lost, so whoever waits also polls. */
export interface ChangeFeed {
  /** @returns a function that ends the subscription */
  subscribe(listener: (id: string) => void): () => void;
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own, outside the pool, and connects again whenever it breaks.
 *
 * @param onError told of every break; listening goes on by itself
 */
export function listenForChanges(databaseUrl: string, onError: (error: unknown) => void): ChangeFeed {
  const listeners = new Set<(id: string) => void>();
  const stopped = new AbortController();
  const listening = keepListening();

  async function keepListening(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await listenUntilBroken();
      } catch (error) {
        onError(error);
        await sleep(RECONNECT_DELAY_MS, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
  }

  async function listenUntilBroken(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'signoff-changes',
      connectionTimeoutMillis: 5_000,
      ...KEEP_ALIVE,
    });
    const broken = new Promise<void>((resolve, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('the connection for notifications has ended')));
      stopped.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    // Without a handler of its own a break before the await below would end the process.
    broken.catch(() => {});
    client.on('notification', ({ payload }) => {
      for (const listener of listeners) listener(payload ?? '');
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await broken;
    } finally {
      await client.end().catch(() => {});
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      stopped.abort();
      await listening;
    },
  };
}

/**
 * Waits until `read` finds something, looking again whenever the record with this id has changed.
 *
 * @param deadlineMs how long to wait; at 0 it looks once
 * @returns undefined where the deadline passed first
 */
export async function waitFor<T>(
  changes: ChangeFeed,
  id: string,
  deadlineMs: number,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const endMs = performance.now() + deadlineMs;
  // Subscribed before the first look, so that no change falls between looking and waiting.
  const bell = createBell();
  const unsubscribe = changes.subscribe((changedId) => {
    if (changedId === id) bell.ring();
  });
  try {
    for (;;) {
      const found = await read();
      const leftMs = endMs - performance.now();
      if (found !== undefined || leftMs <= 0) return found;
      await bell.rung(Math.min(POLL_MS, leftMs));
    }
  } finally {
    unsubscribe();
  }
}

/** Remembers one ring until somebody waits for it. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, at once where it rang since the last wait, and after `timeoutMs` in any case. */
  rung(timeoutMs: number): Promise<void>;
}

export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async rung(timeoutMs) {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
      wake = undefined;
    },
  };
}
