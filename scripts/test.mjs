/**
 * `npm test`: sets up what is missing, checks types, lint and walls, runs the unit tests on Node 24, plays the faults in short, and runs
 * every test. With arguments that name test files (and --grep …) it runs just those.
 */

import { join } from 'node:path';
import { capture, runChecks, STATIC_CHECKS } from './lib/checks.mjs';
import { installDebianPackages } from './lib/debian.mjs';
import { runMocha, runMochas } from './lib/mocha.mjs';
import { testOnNode24 } from './lib/node24.mjs';
import { prepare } from './lib/prepare.mjs';
import { installPrism } from './lib/prism.mjs';
import { main, ROOT, run } from './lib/run.mjs';

/** Two lanes of about one length. test/crm installs a whole CRM: npm run test:crm. */
const SECOND_LANE = ['test/browser/**', 'test/faults/**', 'test/integration/cli/**'];
const LANES = [
  ['test/**/*.test.ts', ...[...SECOND_LANE, 'test/crm/**'].flatMap((files) => ['--ignore', files])],
  SECOND_LANE.map((files) => `${files}/*.test.ts`),
];

await main(async () => {
  await prepare(installDebianPackages, installPrism);
  const args = process.argv.slice(2);
  const isNarrowed = args.some((arg) => /\.ts$|(^|\/)test\//.test(arg));
  if (isNarrowed) return runMocha(args);
  const failedChecks = (await runChecks(STATIC_CHECKS)).map((name) => `${name}: see the beginning of this output`);
  if (
    (await run(process.execPath, [join(ROOT, 'scripts', 'audit.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] })) !==
    0
  ) {
    failedChecks.push('npm run check:advisories');
  }
  // Of one seed: what chance finds at night is no reason to hold back a change that has nothing to do with it.
  const faults = [join(ROOT, 'scripts', 'testFaults.mjs'), '--short', '--seed', '1'];
  // They mostly wait: the unit tests on Node 24 take what they leave.
  const [{ code, output }, isGoodOnNode24] = await Promise.all([
    capture(process.execPath, faults, { shows: true }),
    testOnNode24(),
  ]);
  if (!isGoodOnNode24) failedChecks.push('unit tests on Node 24: see the beginning of this output');
  // Whoever sees the end of a long output alone sees what was wrong.
  if (code !== 0)
    failedChecks.push(`npm run test:faults -- --short\n${output.slice(output.indexOf('✖')).slice(0, 4_000)}`);
  return runMochas(
    LANES.map((lane) => [...lane, ...args]),
    failedChecks,
  );
});
