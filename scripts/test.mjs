/**
 * `npm test`: sets up what is missing, checks types, lint and walls, then all that and the unit tests on Node 24, and runs every
 * test. With arguments that name test files (and --grep …) it runs just those.
 */

import { runChecks, STATIC_CHECKS } from './lib/checks.mjs';
import { installDebianPackages } from './lib/debian.mjs';
import { runMocha } from './lib/mocha.mjs';
import { checkOnNode24 } from './lib/node24.mjs';
import { prepare } from './lib/prepare.mjs';
import { installPrism } from './lib/prism.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await prepare(installDebianPackages, installPrism);
  const args = process.argv.slice(2);
  const isNarrowed = args.some((arg) => /\.ts$|(^|\/)test\//.test(arg));
  if (isNarrowed) return runMocha(args);
  const failedChecks = await runChecks(STATIC_CHECKS);
  if (!(await checkOnNode24())) failedChecks.push('npm run check on Node 24');
  // test/crm installs a whole CRM: npm run test:crm.
  return runMocha(['test/**/*.test.ts', '--ignore', 'test/crm/**', ...args], failedChecks);
});
