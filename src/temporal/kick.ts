import type { Client } from '@temporalio/client';
import type { Log } from '../log.ts';

const KICK_DEADLINE_MS = 10_000;

/**
 * What to call when something has come that a workflow drains: has it drained, and nobody waits for that. One call is under way at a
 * time, and one more follows where it was called meanwhile; what is missed (Temporal is away, the drain is just about to
 * complete) the relay sees.
 *
 * @param what was not done at once where that fails, for the log
 */
export function createKick(client: Client, log: Log, what: string, start: () => Promise<void>): () => void {
  let state: 'idle' | 'running' | 'again' = 'idle';

  async function run(): Promise<void> {
    do {
      state = 'running';
      try {
        await client.withDeadline(Date.now() + KICK_DEADLINE_MS, start);
      } catch (error) {
        log.warn({ err: error }, `not at once: ${what}; the relay will see to it`);
      }
    } while (isCalledAgain());
    state = 'idle';
  }

  // A function, as the compiler takes `state` for what it was set to before the wait.
  const isCalledAgain = () => state === 'again';

  return () => {
    if (state === 'idle') void run();
    else state = 'again';
  };
}
