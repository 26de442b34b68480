import { installDependencies } from './dependencies.mjs';
import { exclusively } from './exclusively.mjs';
import { checkNode } from './run.mjs';
import { temporalCli } from './temporalCli.mjs';

/**
 * Makes ready what a command of ours needs, one process at a time: npm's packages, the Temporal CLI (its path in
 * TEMPORAL_CLI_PATH, for children too), and then each of `steps`, in their order.
 *
 * @param {(() => Promise<unknown>)[]} steps
 */
export async function prepare(...steps) {
  checkNode();
  await exclusively(async () => {
    await installDependencies();
    process.env.TEMPORAL_CLI_PATH = await temporalCli();
    for (const step of steps) await step();
  });
}
