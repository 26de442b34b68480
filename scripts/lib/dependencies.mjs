import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, SetupError } from './run.mjs';

const STAMP = join(ROOT, 'node_modules', '.signoff-lock');
/** npm's own record of what it has installed. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/** Runs `npm ci` where node_modules is missing or was made from another package-lock.json. */
export async function installDependencies() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  if (!matches(JSON.parse(lock))) {
    console.error('signoff: installing dependencies (npm ci) …');
    const code = await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund']);
    if (code !== 0) throw new SetupError(`npm ci failed with exit code ${code}`);
  }
  writeFileSync(STAMP, hash);
}

/** Whether npm has installed just these versions, by hand or for an earlier stamp. Optional packages may be absent. */
function matches(lock) {
  if (!existsSync(INSTALLED)) return false;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  return Object.entries(lock.packages).every(
    ([path, entry]) =>
      path === '' || installed[path]?.version === entry.version || (entry.optional && !installed[path]),
  );
}
