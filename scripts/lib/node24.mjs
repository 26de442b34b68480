/** Node 24, on which the images run, beside the older one that may run this and that package.json allows as well. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNIT_TESTS } from './checks.mjs';
import { ROOT, run } from './run.mjs';

/** A package of its own, because it is 189 MB and `npm start` has no use for it. */
const DIR = join(ROOT, 'test', 'node24');

/**
 * Runs the unit tests on Node 24, and says so; where that is what runs this, or where there is no package for this system, it
 * says just that. Types and lint are the same on every Node.
 * @returns {Promise<boolean>} whether nothing failed
 */
export async function testOnNode24() {
  if (process.versions.node.startsWith('24.')) {
    console.log(`On Node 24: all of this, it is ${process.versions.node}`);
    return true;
  }
  const name = `node-${process.platform}-${process.arch}`;
  const { optionalDependencies } = JSON.parse(readFileSync(join(DIR, 'package.json'), 'utf8'));
  if (optionalDependencies[name] === undefined) {
    console.log(`On Node 24: nothing, there is no package ${name} of it`);
    return true;
  }
  const node = join(DIR, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    console.error('signoff: installing Node 24 for the tests (npm ci --prefix test/node24, 189 MB) …');
    await run('npm', ['ci', '--prefix', DIR, '--prefer-offline', '--no-audit', '--no-fund']);
  }
  console.log(`On Node 24 (${name} ${optionalDependencies[name]}): the unit tests …`);
  const [, script, args] = UNIT_TESTS;
  // npm takes an optional package that it could not get for none: it is looked for, not trusted.
  const passed =
    existsSync(node) &&
    (await run(node, [join(ROOT, script), ...args], { stdio: ['ignore', 'inherit', 'inherit'] })) === 0;
  console.log(`${passed ? '✔' : '✖'} the unit tests on Node 24`);
  return passed;
}
