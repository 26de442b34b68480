/**
 * `npm run test:crm`: the whole loop with a CRM that we did not write, BottleCRM (django-crm on PyPI). Needs Python 3.12 or
 * later (PYTHON names one) and, the first time, the internet: BottleCRM goes into a virtual environment and its database is
 * migrated once, both kept below .cache/bottlecrm. Arguments go to mocha. It is no part of `npm test`.
 */

import { join } from 'node:path';
import { CACHE } from './lib/compile.mjs';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { findPython, virtualEnvironment } from './lib/python.mjs';
import { main, ROOT } from './lib/run.mjs';

await main(async () => {
  const python = await findPython();
  await prepare(async () => {
    const requirements = join(ROOT, 'test', 'crm', 'requirements.txt');
    process.env.BOTTLECRM_PYTHON = await virtualEnvironment(join(CACHE, 'bottlecrm'), python, requirements);
  });
  return runMocha(['test/crm/**/*.test.ts', ...process.argv.slice(2)]);
});
