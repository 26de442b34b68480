/** `npm run check`: types, lint and format, unit tests, side by side; the answer of the inner loop. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies } from './lib/dependencies.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { checkNode, main, ROOT } from './lib/run.mjs';

const CHECKS = [
  ['types', 'typescript/bin/tsc', ['--noEmit', '-p', '.']],
  ['web types', 'typescript/bin/tsc', ['-p', 'src/web']],
  ['lint and format', '@biomejs/biome/bin/biome', ['check', '.']],
  ['unit tests', 'mocha/bin/mocha.js', ['--reporter', 'dot', 'test/unit/**/*.test.ts']],
];

await main(async () => {
  checkNode();
  await exclusively(installDependencies);
  const passed = await Promise.all(CHECKS.map(check));
  return passed.every(Boolean) ? 0 : 1;
});

/** Runs one and shows its output whole, when it has ended, so that those of several do not mix. */
async function check([name, script, args]) {
  const { code, output } = await capture(process.execPath, [join(ROOT, 'node_modules', script), ...args]);
  const tookS = (performance.now() / 1000).toFixed(1);
  console.log(code === 0 ? `✔ ${name} (${tookS} s)` : `${output.trim()}\n✖ ${name} (${tookS} s)`);
  return code === 0;
}

function capture(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
