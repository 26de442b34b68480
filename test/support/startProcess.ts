import { type Launch, lastLines, launch, type Running, untilReady } from '../../local/launch.ts';
import { running } from './running.ts';

const TRIES = 3;
const LINES = 80;

/**
 * Starts a process that ends with the run, and waits until it is ready. Temporal's server chooses further ports by itself,
 * which somebody may be given the moment before it listens there: then it is started again.
 *
 * @param begun told of each process that was started, before it is ready
 * @throws SetupError
 */
export async function startProcess(
  what: Launch,
  probe: () => Promise<void>,
  timeoutMs = 60_000,
  begun: (process: Running) => void = () => undefined,
): Promise<Running> {
  for (let left = TRIES; ; left -= 1) {
    const started = await launch(what);
    running.push(started);
    begun(started);
    try {
      await untilReady(started, probe, timeoutMs);
      return started;
    } catch (error) {
      if (left === 1 || !lastLines(started.logFile, LINES).includes('address already in use')) throw error;
    }
  }
}
