import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { programOf } from '../../support/programs.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** What the program reads from its standard input. */
  input?: string;
}

/** Runs one of our programs (a path from the repository's root: TypeScript, or built) to its end. */
export async function run(program: string, args: string[], { env = {}, input = '' }: RunOptions = {}): Promise<Ended> {
  const file = program.endsWith('.ts') ? await programOf(program) : program;
  return runToEnd(process.execPath, [file, ...args], { DATA_DIR: '/nonexistent', ...env }, input);
}

/** Runs a line as a person types it in a terminal that knows no variables of ours. */
export function runInShell(line: string): Promise<Ended> {
  return runToEnd('sh', ['-c', line], {}, '');
}

async function runToEnd(command: string, args: string[], env: Record<string, string>, input: string): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: ROOT,
    // Nothing of the developer's own, above all not the local stack. Times are local: one zone for all machines.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  child.stdin.end(input);
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}
