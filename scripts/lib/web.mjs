import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { ROOT, run, SetupError } from './run.mjs';

/** Below this a compressed file saves no packet. */
const MIN_BYTES = 1_024;
const COMPRESSIBLE = /\.(?:js|css|html|svg)$/;

/**
 * Builds the browser application, and beside each file its compressed forms, which the API serves as they are.
 *
 * @throws {SetupError} where the build fails, which has said why
 */
export async function buildWeb(outDir) {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const code = await run(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'warn']);
  if (code !== 0) throw new SetupError('vite build failed');
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && COMPRESSIBLE.test(entry.name)) compress(join(entry.parentPath, entry.name));
  }
}

function compress(path) {
  const content = readFileSync(path);
  if (content.length < MIN_BYTES) return;
  writeFileSync(`${path}.br`, brotliCompressSync(content));
  writeFileSync(`${path}.gz`, gzipSync(content));
}
