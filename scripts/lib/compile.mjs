import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, SetupError } from './run.mjs';
import { buildWeb } from './web.mjs';

export const CACHE = join(ROOT, '.cache');
/** The local stack's compiled code: src and local beside each other, as in the sources. */
export const STACK = join(CACHE, 'stack');

/**
 * Compiles the sources for the local stack, unchecked, where they have changed since the last time. Compiled code
 * loads in half the time that tsx needs, and with the workflows bundled a worker starts three seconds sooner.
 */
export async function compileForStack() {
  const lock = 'package-lock.json';
  await whenChanged(
    'sources',
    ['src', 'local', 'tsconfig.json', 'tsconfig.build.json', 'scripts/tsconfig.local.json', lock],
    () => compile('scripts/tsconfig.local.json'),
  );
  await whenChanged('workflow-bundle', ['src/workflows', 'src/domain', lock], () =>
    bundleWorkflows(join(STACK, 'src')),
  );
  await whenChanged('web', ['src/web', 'src/domain', 'vite.config.ts', lock], () =>
    buildWeb(join(STACK, 'src', 'web')),
  );
}

/** @throws {SetupError} where the compiler finds errors, which it has shown */
export async function compile(project) {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await run(process.execPath, [tsc, '-p', project]);
  if (code !== 0) throw new SetupError(`tsc -p ${project} failed`);
}

/** Bundles compiled workflow code; the worker takes the bundle where it finds it beside its own code. */
export async function bundleWorkflows(compiledDir) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const [workflowsPath, preloaded] = ['index.js', 'preloaded.js'].map((file) => join(compiledDir, 'workflows', file));
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({ workflowsPath, preloadModules: [preloaded], logger });
  writeFileSync(join(compiledDir, 'workflow-bundle.js'), code);
}

/** Calls `make` unless it has succeeded on just this content of these files and folders before. */
async function whenChanged(name, paths, make) {
  const stamp = join(CACHE, `${name}.stamp`);
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path);
  const content = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === content) return;
  rmSync(stamp, { force: true });
  await make();
  writeFileSync(stamp, content);
}

function addTo(hash, path) {
  const full = join(ROOT, path);
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, join(path, name));
  } else {
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  }
}
