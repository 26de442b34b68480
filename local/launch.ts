import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { SystemUser } from './owner.ts';
import { poll } from './poll.ts';
import { type ProcessId, startTime } from './processes.ts';
import { SetupError } from './setupError.ts';

/** How to start one process. */
export interface Launch {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Takes what the process prints, appended. */
  logFile: string;
  /** Whom it runs as, where not as ourselves. */
  owner?: SystemUser;
}

export interface Running extends ProcessId {
  name: string;
  logFile: string;
  /** Resolves when the process has ended, with how: `exit code 1` or `SIGKILL`. */
  ended: Promise<string>;
}

/**
 * Starts a process in a group and session of its own, so that the terminal's Ctrl-C does not reach it.
 * @throws where it cannot be started at all
 */
export async function launch({ name, command, args, env, cwd, logFile, owner }: Launch): Promise<Running> {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', log, log], ...owner });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (error) =>
      reject(new SetupError(`${name} cannot be started: ${error.message}`, { cause: error })),
    );
  });
  if (child.pid === undefined) return failed;
  failed.catch(() => {});
  // One that has ended already has no start time any more; nothing will be taken for it.
  return { name, pid: child.pid, startedAt: startTime(child.pid) ?? '', logFile, ended };
}

/**
 * Waits until `probe` no longer throws.
 * @throws with the log's last lines, when the process ends first or the time is up
 */
export async function untilReady(running: Running, probe: () => Promise<void>, timeoutMs: number): Promise<void> {
  const given = new AbortController();
  const endedFirst = running.ended.then((how) => {
    given.abort();
    throw new Error(`${running.name} ended while starting (${how})`);
  });
  try {
    await Promise.race([poll(probe, { timeoutMs, signal: given.signal }), endedFirst]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SetupError(`${running.name}: ${message}\n${lastLines(running.logFile, 15)}`, { cause: error });
  } finally {
    endedFirst.catch(() => {});
  }
}

/** The end of a log, indented, headed by the file's path. */
export function lastLines(file: string, count: number): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count);
  return [`  the last lines of ${file}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}
