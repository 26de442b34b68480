/** `npm run bench`: compiles what production runs, where it has changed, and measures it; see bench/main.ts. */
import { join } from 'node:path';
import { compileForStack } from './lib/compile.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { checkNode, main, ROOT, run } from './lib/run.mjs';
import { temporalCli } from './lib/temporalCli.mjs';

await main(async () => {
  checkNode();
  await exclusively(async () => {
    await installDependencies();
    process.env.TEMPORAL_CLI_PATH = await temporalCli();
    await compileForStack();
  });
  const args = ['--import', 'tsx', join(ROOT, 'bench', 'main.ts'), ...process.argv.slice(2)];
  return run(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
});
