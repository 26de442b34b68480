/** One process of the stage: to be started, killed, stopped for a while, and started again. */
import type { Launch, Running } from '../../../local/launch.ts';
import { endProcess, signal } from '../../../local/processes.ts';
import { running as startedByTheRun } from '../../support/running.ts';
import { startProcess } from '../../support/startProcess.ts';

export interface Member {
  name: string;
  /** Undefined while it is down. */
  pid(): number | undefined;
  /** Resolves when it is ready. @throws where it does not become so */
  start(): Promise<void>;
  /** Ends it without a word, or as the signal says, and waits until it is gone. */
  kill(how?: NodeJS.Signals): Promise<void>;
  /** Sends a signal and waits for nothing. */
  send(name: NodeJS.Signals): void;
  /** Ends it in good order. */
  end(): Promise<void>;
}

const READY_WITHIN_MS = 90_000;

export function member(how: Launch, probe: () => Promise<void>): Member {
  let running: Running | undefined;
  const forget = (gone: Running) => {
    startedByTheRun.splice(startedByTheRun.indexOf(gone), 1);
    if (running === gone) running = undefined;
  };
  return {
    name: how.name,
    pid: () => running?.pid,
    async start() {
      await startProcess(how, probe, READY_WITHIN_MS, (begun) => {
        running = begun;
      });
    },
    async kill(name = 'SIGKILL') {
      const victim = running;
      if (victim === undefined) return;
      signal(victim.pid, name);
      await victim.ended;
      // Helpers of a process that died would hold its ports and files.
      signal(-victim.pid, 'SIGKILL');
      forget(victim);
    },
    send(name) {
      if (running !== undefined) signal(running.pid, name);
    },
    async end() {
      const ending = running;
      if (ending === undefined) return;
      await endProcess(ending, { politely: 'SIGINT', graceMs: 15_000 });
      forget(ending);
    },
  };
}
