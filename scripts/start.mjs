/** `npm start`: the local stack, from a fresh clone on. Plain JavaScript, because it runs before `npm ci`. */
import { compileForStack } from './lib/compile.mjs';
import { prepare } from './lib/prepare.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await prepare(compileForStack);
  // In this very process: one less to pass signals through, or to be killed on its own.
  const { runStack } = await import('../.cache/stack/local/stack.js');
  await runStack(process.env);
});
