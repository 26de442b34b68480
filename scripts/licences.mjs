/** `npm run check:licences`: whether each package that is installed, for running or building, has a licence that we may live with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/run.mjs';

/** SPDX's names (https://spdx.org/licenses). None asks more of those who run this than to keep the notice, or to give back changes of its own files. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'PSF-2.0',
  'Unlicense',
]);

/** Packages that do not name theirs where npm looks for it, and where it stands instead. */
const READ_BY_HAND = { unionfs: 'Unlicense' };

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const refused = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, { license }]) => {
    const name = path.replace(/^.*node_modules\//, '');
    return { name, licence: license ?? READ_BY_HAND[name] ?? 'none that it names' };
  })
  .filter(({ licence }) => !isAllowed(licence));

for (const { name, licence } of refused) console.error(`${name}: ${licence}`);
process.exitCode = refused.length === 0 ? 0 : 1;

/** Of alternatives one must do, of several together each. What mixes the two is for a person to read. */
function isAllowed(expression) {
  const parts = expression.replace(/^\((.*)\)$/, '$1').split(/ (OR|AND) /);
  const [names, joins] = [parts.filter((_, i) => i % 2 === 0), new Set(parts.filter((_, i) => i % 2 === 1))];
  if (joins.size > 1) return false;
  return joins.has('OR') ? names.some((name) => ALLOWED.has(name)) : names.every((name) => ALLOWED.has(name));
}
