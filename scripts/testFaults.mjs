/**
 * `npm run test:faults`: processes killed and stopped, servers that fail, answers that are lost, and what must hold all the
 * same. `--short` takes some minutes, without it it takes hours; `--only NAME,NAME`, `--seed N`, `--size name=N`; `--temporal
 * production` plays on Temporal's production server, its store in Postgres; `--write` puts what it found into docs/reliability.md.
 */

import { compileForStack } from './lib/compile.mjs';
import { installDebianPackages } from './lib/debian.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, run } from './lib/run.mjs';
import { chooseTemporal } from './lib/temporalServer.mjs';

await main(async () => {
  const { args, prepareTemporal } = chooseTemporal(process.argv.slice(2));
  await prepare(installDebianPackages, compileForStack, prepareTemporal);
  const stdio = ['ignore', 'inherit', 'inherit'];
  return run(process.execPath, ['--import', 'tsx', 'test/faults/run.ts', ...args], { stdio });
});
