/** What processes cost, by /proc (proc(5)): hence on Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's clock ticks, USER_HZ: 100 a second on every platform that Node runs on. */
const MS_PER_TICK = 10;

interface Stat {
  parent: number;
  ticks: number;
  /** Of children that have ended. */
  reapedTicks: number;
}

/** Undefined where it is gone. */
function statOf(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything: count from its end, at the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (field: number) => Number(fields[field - 3]);
    return { parent: at(4), ticks: at(14) + at(15), reapedTicks: at(16) + at(17) };
  } catch {
    return undefined;
  }
}

/** CPU that one process has used since its start, in milliseconds. */
export function cpuMs(pid: number): number {
  return (statOf(pid)?.ticks ?? 0) * MS_PER_TICK;
}

/** The same of a process with all its children, those included that have ended: Postgres has one for each connection. */
export function cpuMsOfFamily(pid: number): number {
  const own = statOf(pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  const ticks = children.reduce((sum, child) => sum + (child?.ticks ?? 0), 0);
  return (ticks + (own?.ticks ?? 0) + (own?.reapedTicks ?? 0)) * MS_PER_TICK;
}

/** What of a process is in memory, in MiB. */
export function residentMiB(pid: number): number {
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kiB === undefined) throw new Error(`/proc says nothing of the memory of ${pid}`);
  return Number(kiB) / 1_024;
}
