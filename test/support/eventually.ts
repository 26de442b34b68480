import { type PollOptions, poll } from '../../local/poll.ts';

/** Waits for a condition: repeats `check` until it no longer throws, and returns what it returned. */
export function eventually<T>(check: () => T | Promise<T>, options: PollOptions = { timeoutMs: 30_000 }): Promise<T> {
  return poll(check, options);
}
