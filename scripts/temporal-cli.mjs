/** Prints the path of the Temporal CLI, installing it where it is missing. */
import { main } from './lib/run.mjs';
import { temporalCli } from './lib/temporalCli.mjs';

await main(async () => {
  console.log(await temporalCli());
});
