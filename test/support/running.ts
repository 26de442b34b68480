/** What the run has started; apart from servers.ts, so that a run of unit tests does not load the servers' libraries. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Running } from '../../local/launch.ts';
import { endProcess, signal } from '../../local/processes.ts';

export const running: Running[] = [];

/** The run's own directory, removed when the process ends. */
export const directory = once(() => {
  const dir = mkdtempSync(join(tmpdir(), 'signoff-test-'));
  // Postgres may run as another user and has to pass.
  chmodSync(dir, 0o711);
  process.once('exit', () => removeLeft(dir));
  // Without a listener they end the process and there is no `exit`. Ctrl-C sends several, so these stay.
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => process.exit(143));
  return dir;
});

const endings: (() => Promise<void>)[] = [];

/** Has something ended with the run that is no process of `running`. */
export function atEnd(end: () => Promise<void>): void {
  endings.push(end);
}

const beginnings: Promise<unknown>[] = [];

/** What is still being started at the end is waited for: nobody would end what starts after it, and the run would never end. */
export function starting<T>(server: Promise<T>): Promise<T> {
  beginnings.push(server);
  return server;
}

/** Ends what has been started; called once, by the root hook. */
export async function stopServers(): Promise<void> {
  await Promise.allSettled(beginnings);
  await Promise.all(endings.map((end) => end()));
  await Promise.all(running.map((server) => endProcess(server, { politely: 'SIGINT', graceMs: 5_000 })));
}

/** The last resort, also of a run that was interrupted: nothing of it may stay. */
function removeLeft(dir: string): void {
  for (const { pid } of running) signal(-pid, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
}

/** `make`, called at the first call only. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
