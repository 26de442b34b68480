/** Running other programs from the scripts, without any dependency. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What a person can act upon; shown as its message alone. Known by its name: local/ has a class of that name too. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * Runs a program to its end, its output shown as it comes (on stderr: stdout is for results). Signals are passed on.
 * @returns {Promise<number>} its exit code; 1 where a signal ended it
 */
export function run(command, args, { env = process.env, stdio = ['ignore', 2, 2] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio });
    const passOn = (signal) => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, passOn);
    child.once('close', () => {
      for (const signal of SIGNALS) process.off(signal, passOn);
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a script's main function: a SetupError becomes one line on stderr and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    console.error(error?.name === 'SetupError' ? `signoff: ${error.message}` : error);
    process.exitCode = 1;
  }
}

/** @throws {SetupError} on a Node that is too old; must run before anything newer is imported */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node 20.19 or later is needed, this is ${process.versions.node}`);
}
