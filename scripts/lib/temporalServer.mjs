/** Temporal's production server, for tests of faults and benches that ask for it; the development server is temporalCli.mjs. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './compile.mjs';
import { run, SetupError } from './run.mjs';

const MODULE = 'go.temporal.io/server';
const VERSION = 'v1.32.0';
const BUILT = join(CACHE, `temporal-server-${VERSION}`);
const KINDS = ['development', 'production'];

/**
 * Takes `--temporal development|production` out of a command line. Where production is chosen, `prepareTemporal` builds it where it is
 * missing and puts where its programs are into TEMPORAL_SERVER_DIR, for children to run it.
 *
 * @param {string[]} given
 * @returns {{ args: string[], prepareTemporal: () => Promise<void> }} `args`: what is left
 */
export function chooseTemporal(given) {
  const at = given.findIndex((arg) => /^--temporal(=|$)/.test(arg));
  if (at < 0) return { args: given, prepareTemporal: async () => {} };
  const inOne = given[at].includes('=');
  const kind = inOne ? given[at].slice('--temporal='.length) : given[at + 1];
  const args = given.toSpliced(at, inOne ? 1 : 2);
  return {
    args,
    async prepareTemporal() {
      if (!KINDS.includes(kind)) throw new SetupError(`--temporal must be one of ${KINDS.join(', ')}, not ${kind}`);
      if (kind === 'production') process.env.TEMPORAL_SERVER_DIR ||= await build();
    },
  };
}

/** Its programs `server` and `sql`, which have their configuration's defaults and the database's schema built in. */
async function build() {
  if (existsSync(BUILT)) return BUILT;
  console.error(`signoff: building Temporal's server ${VERSION} with Go (once, some minutes, 270 MB) …`);
  const dir = `${BUILT}.new`;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const programs = ['server', 'tools/sql'].map((program) => `${MODULE}/cmd/${program}@${VERSION}`);
  const env = { ...process.env, GOBIN: dir, GOFLAGS: '-trimpath' };
  const code = await run('go', ['install', ...programs], { env }).catch((error) => {
    throw new SetupError(`${MODULE} is built with Go (go.dev), which cannot be run: ${error.message}`);
  });
  if (code !== 0) throw new SetupError(`go install ${programs.join(' ')} failed with exit code ${code}`);
  renameSync(dir, BUILT);
  return BUILT;
}
