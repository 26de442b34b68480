/** `npm run bench`: compiles what production runs, where it has changed, and measures it; see bench/main.ts. */
import { join } from 'node:path';
import { compileForStack } from './lib/compile.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, ROOT, run } from './lib/run.mjs';

await main(async () => {
  await prepare(compileForStack);
  const args = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), ...process.argv.slice(2)];
  return run(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
});
