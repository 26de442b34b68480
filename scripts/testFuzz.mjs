/**
 * `npm run test:fuzz`: Schemathesis (PyPI) asks the API, for each role, whatever its OpenAPI document allows and does not, and
 * finds what answers 5xx or otherwise than documented. Needs Python 3.12 or later (PYTHON names one) and, the first time, the
 * internet. `--seed N`, `--seconds N` for each role, `--role NAME`. It is no part of `npm test`.
 */

import { join } from 'node:path';
import { CACHE } from './lib/compile.mjs';
import { prepare } from './lib/prepare.mjs';
import { findPython, virtualEnvironment } from './lib/python.mjs';
import { main, ROOT, run } from './lib/run.mjs';

await main(async () => {
  const python = await findPython();
  await prepare(async () => {
    const requirements = join(ROOT, 'test', 'fuzz', 'requirements.txt');
    process.env.SCHEMATHESIS_PYTHON = await virtualEnvironment(join(CACHE, 'schemathesis'), python, requirements);
  });
  const stdio = ['ignore', 'inherit', 'inherit'];
  return run(process.execPath, ['--import', 'tsx', 'test/fuzz/run.ts', ...process.argv.slice(2)], { stdio });
});
