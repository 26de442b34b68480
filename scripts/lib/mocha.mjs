import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run } from './run.mjs';

/**
 * Runs mocha in one process and ends with the line `N passed, N failed`, counted by mocha itself. Checks that have failed
 * before are told once more and count as failed, so that the last line never says less than the exit code.
 * @param {string[]} args
 * @param {string[]} [failedChecks] their names, and what is to be read of them at the end
 * @returns {Promise<number>} 0 only where tests ran, none failed and no check had
 */
export async function runMocha(args, failedChecks = []) {
  const dir = mkdtempSync(join(tmpdir(), 'signoff-counts-'));
  const file = join(dir, 'counts.json');
  try {
    const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = ['--reporter', join(ROOT, 'scripts', 'lib', 'reporter.cjs')];
    const code = await run(process.execPath, [mocha, ...reporter, ...args], {
      env: { ...process.env, SIGNOFF_TEST_COUNTS: file },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Without counts mocha did not come to its end: that is a failure, whatever passed before.
    const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passes: 0, failures: 0, pending: 0 };
    const failed = (code === 0 ? counts.failures : Math.max(counts.failures, 1)) + failedChecks.length;
    for (const name of failedChecks) console.log(`✖ ${name}`);
    const skipped = counts.pending === 0 ? '' : `, ${counts.pending} skipped`;
    console.log(`${counts.passes} passed, ${failed} failed${skipped}`);
    return failed === 0 && counts.passes > 0 ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
