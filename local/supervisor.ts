import { setTimeout as delay } from 'node:timers/promises';
import { endInOrder, endOne, type NamedProcess, type ProcessName } from './endings.ts';
import { type Launch, launch, type Running, untilReady } from './launch.ts';
import { signal } from './processes.ts';

/** One process to keep running. */
export interface Child {
  name: ProcessName;
  launch: Launch;
  /** Throws while the process is not ready. */
  probe: () => Promise<void>;
  /** How often it is tried until it was ready once; once unless said otherwise. */
  attempts?: number;
}

export interface SupervisorOptions {
  /** Whether what dies is started again. */
  restart: boolean;
  /** Told, in one line, of what died. */
  say: (line: string) => void;
  /** Told whenever a process has started or ended, with those that run. */
  changed: (processes: NamedProcess[]) => void;
}

export interface Supervisor {
  /** Starts it, waits until it is ready, and keeps it running. @throws where it does not become ready */
  start: (child: Child) => Promise<void>;
  /** Ends all in order. Nothing is started any more, and what is just being started fails. */
  stop: () => Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4_000;
/** One that has lived this long is not crashing in a loop. */
const STEADY_MS = 30_000;

export function createSupervisor({ restart, say, changed }: SupervisorOptions): Supervisor {
  const processes = new Map<ProcessName, NamedProcess>();
  const watchers: Promise<void>[] = [];
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;

  async function begin({ name, launch: how }: Child): Promise<Running> {
    stopping.signal.throwIfAborted();
    const running = await launch(how);
    const process = { name, pid: running.pid, startedAt: running.startedAt };
    processes.set(name, process);
    changed([...processes.values()]);
    // A stop that came between has not seen it.
    if (isStopping()) await endOne(process);
    return running;
  }

  function forget(name: ProcessName, { pid }: Running): void {
    // Helpers of a process that died would hold its ports and files.
    signal(-pid, 'SIGKILL');
    processes.delete(name);
    changed([...processes.values()]);
  }

  async function start(child: Child): Promise<void> {
    for (let attemptsLeft = (child.attempts ?? 1) - 1; ; attemptsLeft -= 1) {
      const running = await begin(child);
      try {
        await untilReady(running, child.probe, READY_WITHIN_MS);
        watchers.push(watch(child, running));
        return;
      } catch (error) {
        await endOne({ ...running, name: child.name });
        forget(child.name, running);
        if (attemptsLeft === 0 || isStopping()) throw error;
      }
      await delay(FIRST_DELAY_MS);
    }
  }

  async function watch(child: Child, first: Running): Promise<void> {
    let running: Running | undefined = first;
    for (let delayMs = FIRST_DELAY_MS; running !== undefined; ) {
      const sinceMs = performance.now();
      const how = await running.ended;
      forget(child.name, running);
      if (isStopping()) return;
      if (!restart) return say(`${child.name} ended (${how}) and stays down (SUPERVISE=0)`);
      if (performance.now() - sinceMs > STEADY_MS) delayMs = FIRST_DELAY_MS;
      running = await beginAgain(child, how, delayMs);
      delayMs = Math.min(2 * delayMs, LONGEST_DELAY_MS);
    }
  }

  /** Undefined when the stack is stopping. */
  async function beginAgain(child: Child, how: string, delayMs: number): Promise<Running | undefined> {
    while (!isStopping()) {
      try {
        await delay(delayMs, undefined, { signal: stopping.signal });
        const running = await begin(child);
        say(`${child.name} ended (${how}) and was started again; its log: ${running.logFile}`);
        return running;
      } catch (error) {
        if (!isStopping()) say(`${child.name} ended (${how}) and cannot be started again yet: ${error}`);
      }
    }
    return undefined;
  }

  async function stop(): Promise<void> {
    stopping.abort(new Error('the stack is stopping'));
    await endInOrder([...processes.values()]);
    await Promise.all(watchers);
  }

  return { start, stop };
}
