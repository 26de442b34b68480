/** `npm start`: the local stack, from a fresh clone on. Plain JavaScript, because it runs before `npm ci`. */
import { compileForStack } from './lib/compile.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { checkNode, main } from './lib/run.mjs';
import { temporalCli } from './lib/temporalCli.mjs';

await main(async () => {
  checkNode();
  await exclusively(async () => {
    await installDependencies();
    process.env.TEMPORAL_CLI_PATH = await temporalCli();
    await compileForStack();
  });
  // In this very process: one less to pass signals through, or to be killed on its own.
  const { runStack } = await import('../.cache/stack/local/stack.js');
  await runStack(process.env);
});
