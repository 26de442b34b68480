/** `npm run check`: types, lint and format, the walls, unit tests, side by side; the answer of the inner loop. */
import { runChecks, STATIC_CHECKS, UNIT_TESTS } from './lib/checks.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { checkNode, main } from './lib/run.mjs';

await main(async () => {
  checkNode();
  await exclusively(installDependencies);
  const failed = await runChecks([...STATIC_CHECKS, UNIT_TESTS]);
  return failed.length === 0 ? 0 : 1;
});
