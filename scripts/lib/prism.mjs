import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, SetupError } from './run.mjs';

/** A package of its own, so that neither the product nor `npm ci` at the root takes Prism's 180 packages along. */
const PRISM = join(ROOT, 'test', 'prism');

/** Installs Prism, the mock server that some tests hold our calls of HubSpot against, where it is missing. */
export async function installPrism() {
  if (existsSync(join(PRISM, 'node_modules', '.package-lock.json'))) return;
  console.error('signoff: installing Prism for the tests (npm ci --prefix test/prism) …');
  const code = await run('npm', ['ci', '--prefix', PRISM, '--prefer-offline', '--no-audit', '--no-fund']);
  if (code !== 0) throw new SetupError(`npm ci --prefix test/prism failed with exit code ${code}`);
}
