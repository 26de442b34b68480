/** How a person types one of our commands where this process runs. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Which there are, and where their compiled code is; the demo is for clones only. */
const PROGRAMS = {
  admin: 'dist/cli/admin.js',
  signoff: 'dist/cli/signoff.js',
  migrate: 'dist/cli/migrate.js',
  demo: undefined,
} as const;

const DEFAULT_DATA_DIR = '.data';

/**
 * The line to type for the same installation as this process's: in a build (the image) Node runs the compiled program, in a
 * clone npm does. DATA_DIR stands before it where it is not the default, so that the line works in another terminal; with
 * DATABASE_URL it says nothing.
 */
export function commandLine(
  program: keyof typeof PROGRAMS,
  args: string[] = [],
  { env = process.env, isBuild = runsFromBuild() }: { env?: NodeJS.ProcessEnv; isBuild?: boolean } = {},
): string {
  const built = PROGRAMS[program];
  if (isBuild && built !== undefined) return ['node', built, ...args.map(quoted)].join(' ');
  const dataDir = dataDirOf(env);
  const isElsewhere = !env.DATABASE_URL && dataDir !== resolve(DEFAULT_DATA_DIR);
  const where = isElsewhere ? [`DATA_DIR=${quoted(dataDir)}`] : [];
  // npm's own lines would stand between a program's.
  const npm = program === 'demo' ? ['npm', 'run', 'demo'] : ['npm', 'run', '--silent', program];
  return [...where, ...npm, ...(args.length === 0 ? [] : ['--', ...args.map(quoted)])].join(' ');
}

/** The local stack's directory: DATA_DIR, or `.data` of the working directory. */
export function dataDirOf(env: NodeJS.ProcessEnv): string {
  return resolve(env.DATA_DIR || DEFAULT_DATA_DIR);
}

/** Whether this is the code that `npm run build` made, and not the sources or what the local stack compiles. */
function runsFromBuild(): boolean {
  return /\/dist\/cli\/$/.test(fileURLToPath(new URL('.', import.meta.url)));
}

/** For a POSIX shell; what needs no quotes gets none. */
function quoted(word: string): string {
  return /^[\w./:@=+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
