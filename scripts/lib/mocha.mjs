import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture } from './checks.mjs';
import { ROOT, run } from './run.mjs';

/** What mocha counts of one run. */
const NOTHING = { passes: 0, failures: 0, pending: 0, failed: ['mocha did not come to its end'] };
/** Of a failure's message and stack; a comparison of two long texts would push the others out of sight. */
const FAILURE_LENGTH = 2_000;

/**
 * Runs mocha and ends with the line `N passed, N failed`, counted by mocha itself. Checks that have failed before are told once more
 * and count as failed, so that the last line never says less than the exit code.
 * @param {string[]} args
 * @param {string[]} [failedChecks] their names, and what is to be read of them at the end
 * @returns {Promise<number>} 0 only where tests ran, none failed and no check had
 */
export function runMocha(args, failedChecks = []) {
  return runMochas([args], failedChecks);
}

/**
 * The same of several processes at once, counted together: most tests wait, and one alone leaves half of two cores idle. The first is
 * shown as it runs, the others when they have ended, so that their lines do not mix.
 * @param {string[][]} lanes the arguments of each
 * @param {string[]} [failedChecks]
 * @returns {Promise<number>}
 */
export async function runMochas(lanes, failedChecks = []) {
  const dir = mkdtempSync(join(tmpdir(), 'signoff-counts-'));
  try {
    const [first, ...others] = lanes.map((args, lane) => runLane(args, join(dir, `${lane}.json`), lane === 0));
    const all = [await first];
    for (const other of others) {
      const ended = await other;
      process.stdout.write(ended.output);
      all.push(ended);
    }
    const sum = (what) => all.reduce((total, counts) => total + counts[what], 0);
    const failed = sum('failures') + failedChecks.length;
    // Each lane has told its own, but whoever sees the end of a long output alone sees only the last lane's.
    const failures = all.flatMap((counts) => counts.failed.map((failure) => failure.slice(0, FAILURE_LENGTH)));
    for (const failure of [...failures, ...failedChecks]) console.log(`✖ ${failure}`);
    const skipped = sum('pending') === 0 ? '' : `, ${sum('pending')} skipped`;
    console.log(`${sum('passes')} passed, ${failed} failed${skipped}`);
    return failed === 0 && all.every(({ passes }) => passes > 0) ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function runLane(args, file, shows) {
  const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const all = [mocha, '--reporter', join(ROOT, 'scripts', 'lib', 'reporter.cjs'), ...args];
  const env = { ...process.env, SIGNOFF_TEST_COUNTS: file };
  const { code, output } = shows
    ? { code: await run(process.execPath, all, { env, stdio: ['ignore', 'inherit', 'inherit'] }), output: '' }
    : await capture(process.execPath, all, { env });
  // Without counts mocha did not come to its end: that is a failure, whatever passed before.
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : NOTHING;
  return { ...counts, failures: code === 0 ? counts.failures : Math.max(counts.failures, 1), output };
}
