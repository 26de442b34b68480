import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type DataDir, readJson, writePrivateJson } from './dataDir.ts';
import { isPortFree } from './ports.ts';
import { SetupError } from './setupError.ts';
import type { StackOptions } from './stackOptions.ts';

type Name = 'PORT' | Extract<keyof StackOptions, `${string}_PORT`>;

export type Ports = Record<Name, number>;

/**
 * Below the ports that systems give to outgoing connections: one of those could be using a port of ours while we
 * restart, and what is kept over restarts would change.
 */
const [LOWEST, HIGHEST] = [20_000, 32_000];

/**
 * A port for everything: the one that was asked for, else the one of last time, else any free one. They are kept, so
 * that links and connections survive a restart.
 * @throws SetupError where one that was asked for is taken
 */
export async function choosePorts(dir: DataDir, options: StackOptions): Promise<Ports> {
  const file = dir.path('ports.json');
  const before = readJson(file, z.record(z.string(), z.number())) ?? {};
  const taken = new Set<number>();
  const choose = async (name: Name) => {
    const port = await choosePort(name, options[name], before[name], taken);
    taken.add(port);
    return port;
  };
  const ports = {
    PORT: await choose('PORT'),
    POSTGRES_PORT: await choose('POSTGRES_PORT'),
    TEMPORAL_PORT: await choose('TEMPORAL_PORT'),
    TEMPORAL_UI_PORT: await choose('TEMPORAL_UI_PORT'),
    MAILBOX_SMTP_PORT: await choose('MAILBOX_SMTP_PORT'),
    MAILBOX_HTTP_PORT: await choose('MAILBOX_HTTP_PORT'),
    SLACK_FAKE_PORT: await choose('SLACK_FAKE_PORT'),
    HUBSPOT_FAKE_PORT: await choose('HUBSPOT_FAKE_PORT'),
    WORKER_PORT: await choose('WORKER_PORT'),
  };
  writePrivateJson(file, ports);
  return ports;
}

async function choosePort(name: Name, asked: number | undefined, before: number | undefined, taken: Set<number>) {
  const isFree = async (port: number) => !taken.has(port) && (await isPortFree(port));
  if (asked !== undefined) {
    if (await isFree(asked)) return asked;
    throw new SetupError(`port ${asked} is taken: choose another with ${name}=…`);
  }
  if (before !== undefined && (await isFree(before))) return before;
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}
