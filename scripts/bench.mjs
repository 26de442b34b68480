/** `npm run bench`: compiles what production runs, where it has changed, and measures it; see bench/main.ts. */
import { join } from 'node:path';
import { compileForStack } from './lib/compile.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, ROOT, run } from './lib/run.mjs';
import { chooseTemporal } from './lib/temporalServer.mjs';

await main(async () => {
  const { args, prepareTemporal } = chooseTemporal(process.argv.slice(2));
  await prepare(compileForStack, prepareTemporal);
  const command = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), ...args];
  return run(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] });
});
