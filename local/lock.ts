/**
 * One stack for each data directory. The lock is the file `lock.N` with the highest N, held while the process that it
 * names is alive. A dead holder's is never removed before its successor `lock.N+1` is there, so two that take over at
 * the same time meet on one name, which only one of them can make.
 */
import { linkSync, readdirSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { type DataDir, readJson, writePrivateJson } from './dataDir.ts';
import { isAlive, startTime } from './processes.ts';
import { SetupError } from './setupError.ts';

const holderShape = z.object({ pid: z.number(), startedAt: z.string() });

/** Takes the lock until this process ends. @throws SetupError where a living process holds it */
export function takeLock(dir: DataDir): void {
  const mine = dir.path(`lock-${process.pid}`);
  writePrivateJson(mine, { pid: process.pid, startedAt: startTime(process.pid) });
  try {
    for (;;) {
      const newest = Math.max(0, ...generations(dir));
      refuseIfHeld(dir, newest);
      if (!makeLink(mine, lockFile(dir, newest + 1))) continue;
      const newer = generations(dir).filter((generation) => generation > newest + 1);
      if (newer.length === 0) {
        removeOlder(dir, newest + 1);
        return;
      }
      // We were slow: what we took had been taken, succeeded and removed in the meantime.
      rmSync(lockFile(dir, newest + 1));
    }
  } finally {
    rmSync(mine);
  }
}

function refuseIfHeld(dir: DataDir, generation: number): void {
  const holder = readJson(lockFile(dir, generation), holderShape);
  if (holder === undefined || !isAlive(holder)) return;
  throw new SetupError(`a stack is running on ${dir.root} already (pid ${holder.pid}); choose another DATA_DIR`);
}

function removeOlder(dir: DataDir, mine: number): void {
  for (const generation of generations(dir)) {
    if (generation < mine) rmSync(lockFile(dir, generation), { force: true });
  }
}

function makeLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function lockFile(dir: DataDir, generation: number): string {
  return dir.path(`lock.${generation}`);
}

function generations(dir: DataDir): number[] {
  const names = readdirSync(dir.root).filter((name) => /^lock\.\d+$/.test(name));
  return names.map((name) => Number(name.slice('lock.'.length)));
}
