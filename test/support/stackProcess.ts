import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signal } from '../../local/processes.ts';
import type { StackFile } from '../../local/stackFile.ts';
import { eventually } from './eventually.ts';

const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

/** A stack as a real process, started as `npm start` starts it. */
export interface StackProcess {
  /** What it has printed on either stream. */
  output: () => string;
  /** The content of stack.json at this moment. @throws where there is none */
  file: () => StackFile;
  /** Resolves with the exit code when it has ended; null where a signal ended it. */
  ended: Promise<number | null>;
  /** Waits for the table. @throws with the output, where the stack ends first */
  ready: () => Promise<StackFile>;
  signal: (name: NodeJS.Signals) => void;
}

export function startStack(env: {
  DATA_DIR: string;
  PORT: string;
  OIDC_PROVIDERS?: string;
  SUPERVISE?: string;
}): StackProcess {
  const child = spawn(process.execPath, [START], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  // The shape is what the supervisor writes; the tests check the values that matter.
  const file = () => JSON.parse(readFileSync(join(env.DATA_DIR, 'stack.json'), 'utf8')) as StackFile;
  const ended = once(child, 'close').then(() => child.exitCode);
  const isReady = () => assert.match(output(), /is ready/, `not ready:\n${output()}`);
  const endedFirst = () => ended.then(() => assert.fail(`ended instead of being ready:\n${output()}`));
  return {
    output,
    file,
    ended,
    ready: async () => {
      await Promise.race([eventually(isReady, { timeoutMs: 90_000 }), endedFirst()]);
      return file();
    },
    signal: (name) => void child.kill(name),
  };
}

/** Kills whatever the record of a data directory names; for a test that failed half-way. */
export function killRecorded(dataDir: string): void {
  const record = join(dataDir, 'processes.json');
  if (!existsSync(record)) return;
  // Written by recordProcesses.
  const processes = JSON.parse(readFileSync(record, 'utf8')) as { pid: number }[];
  for (const { pid } of processes) signal(pid, 'SIGKILL');
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return () => text;
}
