/** A Temporal server of a test's own, with its state in a file: to be lost, or brought back as it was earlier. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Running } from '../../local/launch.ts';
import { freePort } from '../../local/ports.ts';
import { endProcess } from '../../local/processes.ts';
import { probeTemporal, temporalLaunch } from '../../local/temporalServer.ts';
import { directory } from './running.ts';
import { type TemporalServer, temporalExecutable } from './servers.ts';
import { startProcess } from './startProcess.ts';

export interface OwnTemporal extends TemporalServer {
  /** Stops it, forgets all that it knew, and starts it at the same address. */
  lose(): Promise<void>;
  /** Keeps its state as it is now, and answers what brings that back. */
  backUp(): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

export async function startOwnTemporal(): Promise<OwnTemporal> {
  const dir = await mkdtemp(join(directory(), 'temporal-'));
  const [state, backup] = [join(dir, 'state'), join(dir, 'backup')];
  const [executable, port] = await Promise.all([temporalExecutable(), freePort()]);
  const address = `127.0.0.1:${port}`;
  const options = { executable, port, dbFilename: join(state, 'temporal.db'), timeSkipping: true };
  let server: Running | undefined;

  async function start(): Promise<void> {
    await mkdir(state, { recursive: true });
    const what = temporalLaunch({ ...options, logFile: join(dir, 'temporal.log') });
    server = await startProcess(what, () => probeTemporal(address), 30_000);
  }
  async function stop(): Promise<void> {
    if (server !== undefined) await endProcess(server, { politely: 'SIGINT', graceMs: 5_000 });
  }
  async function restartWith(from: string | undefined): Promise<void> {
    await stop();
    await rm(state, { recursive: true });
    if (from !== undefined) await cp(from, state, { recursive: true });
    await start();
  }

  await start();
  return {
    address,
    stop,
    lose: () => restartWith(undefined),
    async backUp() {
      await stop();
      await cp(state, backup, { recursive: true });
      await start();
      return () => restartWith(backup);
    },
  };
}
