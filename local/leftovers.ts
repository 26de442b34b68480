/** What a stack that was killed left running: known from a record of its processes, which is written at every change. */
import { z } from 'zod';
import { type DataDir, readJson, writePrivateJson } from './dataDir.ts';
import { endInOrder, isProcessName, type NamedProcess } from './endings.ts';
import { endLeftPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';

const FILE = 'processes.json';
const shape = z.array(
  z.object({ name: z.string().refine(isProcessName, 'unknown process'), pid: z.number(), startedAt: z.string() }),
);

export function recordProcesses(dir: DataDir, processes: NamedProcess[]): void {
  const record = processes.map(({ name, pid, startedAt }) => ({ name, pid, startedAt }));
  writePrivateJson(dir.path(FILE), record);
}

/** Ends what is left of an earlier stack on this directory, and answers the names of what was still alive. */
export async function endLeftovers(dir: DataDir): Promise<string[]> {
  const left = (readJson(dir.path(FILE), shape) ?? []).filter(isAlive);
  await endInOrder(left);
  await endLeftPostgres(dir.path('postgres'));
  return left.map(({ name }) => name);
}
