/** Processes as the operating system knows them: identified by pid and start time, because pids are used again. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { poll } from './poll.ts';

export interface ProcessId {
  pid: number;
  /** As told by the system, only good for comparing. */
  startedAt: string;
}

/** When the process of that pid started; undefined where none runs (one that has ended but is not reaped does not). */
export function startTime(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
  } catch {
    return undefined;
  }
}

function startTimeFromProc(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses and may hold anything: count from its end.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : rest[18];
}

function startTimeFromPs(pid: number): string | undefined {
  const output = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return output === '' || output.startsWith('Z') ? undefined : output.replace(/^\S+\s+/, '');
}

/** The program and its arguments; empty where the process is gone. */
export function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

export function isAlive({ pid, startedAt }: ProcessId): boolean {
  return startTime(pid) === startedAt;
}

/**
 * Sends a signal to a process or, with a negative pid, to a process group. One that is gone is no error, nor is one
 * that has become another user's, which means the same.
 */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM');
    if (!isGone) throw error;
  }
}

export interface EndOptions {
  /** What asks this process to end in good order. */
  politely: NodeJS.Signals;
  /** How long it may take over that before it is killed. */
  graceMs: number;
}

/** Ends a process that leads its own group, and what is left of the group. Returns when it is gone. */
export async function endProcess(process: ProcessId, { politely, graceMs }: EndOptions): Promise<void> {
  if (!isAlive(process)) return;
  signal(process.pid, politely);
  const gone = () => {
    if (isAlive(process)) throw new Error(`process ${process.pid} is still there`);
  };
  await poll(gone, { timeoutMs: graceMs, intervalMs: 20 }).catch(() => {});
  // Kills the leader where it outlived its grace, and helpers that it left behind.
  signal(-process.pid, 'SIGKILL');
  await poll(gone, { timeoutMs: 10_000, intervalMs: 20 });
}
