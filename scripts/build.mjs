/** `npm run build`: dist/ with the compiled JavaScript, the bundle of the workflow code and the browser application. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflows, compile } from './lib/compile.mjs';
import { installDependencies } from './lib/dependencies.mjs';
import { exclusively } from './lib/exclusively.mjs';
import { checkNode, main, ROOT } from './lib/run.mjs';
import { buildWeb } from './lib/web.mjs';

const DIST = join(ROOT, 'dist');

await main(async () => {
  checkNode();
  await exclusively(installDependencies);
  rmSync(DIST, { recursive: true, force: true });
  await compile('tsconfig.build.json');
  await bundleWorkflows(DIST);
  await buildWeb(join(DIST, 'web'));
});
