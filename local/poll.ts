import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  timeoutMs: number;
  intervalMs?: number;
  /** Ends the waiting early; its reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Calls `probe` until it returns without throwing, and returns what it returned.
 * @throws an error with the probe's last one as its cause, when the time is up
 */
export async function poll<T>(probe: () => T | Promise<T>, { timeoutMs, intervalMs = 50, signal }: PollOptions) {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > deadlineMs) {
        const message = error instanceof Error ? error.message : String(error);
        throw new Error(`still failing after ${timeoutMs / 1000} s: ${message}`, { cause: error });
      }
    }
    await delay(intervalMs);
  }
}
