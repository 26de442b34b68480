/** What is checked without running the product: by `npm run check` with the unit tests, by `npm test` before all tests. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** The types of everything (sources, stack, tests, benchmarks, scripts; the browser's apart), lint, and the walls between the rooms. */
export const STATIC_CHECKS = [
  ['types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']],
  ['web types', 'node_modules/typescript/bin/tsc', ['-p', 'src/web']],
  ['walls', 'scripts/walls.mjs', []],
  ['licences', 'scripts/licences.mjs', []],
  ['lint and format', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
];

export const UNIT_TESTS = [
  'unit tests',
  'node_modules/mocha/bin/mocha.js',
  ['--reporter', 'dot', 'test/unit/**/*.test.ts'],
];

/**
 * Runs checks side by side and shows the output of each whole, when it has ended, so that those of several do not mix.
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runChecks(checks) {
  const failed = await Promise.all(checks.map(check));
  return failed.filter((name) => name !== undefined);
}

async function check([name, script, args]) {
  const { code, output } = await capture(process.execPath, [join(ROOT, script), ...args]);
  const tookS = (performance.now() / 1000).toFixed(1);
  console.log(code === 0 ? `✔ ${name} (${tookS} s)` : `${output.trim()}\n✖ ${name} (${tookS} s)`);
  return code === 0 ? undefined : name;
}

/**
 * Runs a command and answers its code and all that it wrote.
 * @param {{ env?: NodeJS.ProcessEnv, shows?: boolean }} [options] shows: whether that is shown meanwhile, too
 */
export function capture(command, args, { env = process.env, shows = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (shows) process.stdout.write(text);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
