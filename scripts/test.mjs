/** `npm test`: sets up what is missing and runs every test, or those that the arguments name (files, --grep …). */

import { installDebianPackages } from './lib/debian.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { runMocha } from './lib/mocha.mjs';
import { checkNode, main } from './lib/run.mjs';
import { temporalCli } from './lib/temporalCli.mjs';

await main(async () => {
  checkNode();
  await exclusively(async () => {
    await installDependencies();
    process.env.TEMPORAL_CLI_PATH = await temporalCli();
    await installDebianPackages();
  });
  const args = process.argv.slice(2);
  const isNarrowed = args.some((arg) => /\.ts$|(^|\/)test\//.test(arg));
  return runMocha(isNarrowed ? args : ['test/**/*.test.ts', ...args]);
});
