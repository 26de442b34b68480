/** Finds a Python and makes virtual environments of it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { run, SetupError } from './run.mjs';

const OLDEST = '3.12';
const NAMES = ['python3.13', 'python3.12', 'python3'];
const PYENV = join(process.env.PYENV_ROOT || join(homedir(), '.pyenv'), 'versions');
const execute = promisify(execFile);

/**
 * A Python that can make virtual environments, of at least OLDEST.
 * @returns {Promise<{ path: string, version: string }>}
 * @throws {SetupError} naming everything that was tried; at once where PYTHON is set and does not serve
 */
export async function findPython() {
  const tried = [];
  for (const path of process.env.PYTHON ? [process.env.PYTHON] : [...NAMES, ...pyenvPythons()]) {
    try {
      return { path, version: await versionOf(path) };
    } catch (error) {
      tried.push(`  ${path}: ${error.message}`);
    }
  }
  const byHand = `Install Python ${OLDEST} or later (with its venv), or set PYTHON to one.`;
  throw new SetupError(`no Python ${OLDEST} or later was found:\n${tried.join('\n')}\n${byHand}`);
}

/** pyenv's own commands on PATH serve only the version that is chosen there; the newest first. */
function pyenvPythons() {
  if (!existsSync(PYENV)) return [];
  const versions = readdirSync(PYENV).filter((name) => /^3\.\d+\.\d+$/.test(name) && !isOlder(name));
  return versions
    .sort(byNumber)
    .reverse()
    .map((name) => join(PYENV, name, 'bin', 'python3'));
}

async function versionOf(path) {
  const script = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); import ensurepip, venv';
  const { stdout } = await execute(path, ['-c', script], { timeout: 20_000 }).catch((error) => {
    if (error.code === 'ENOENT') throw new Error('not found');
    throw new Error((error.stderr || error.message).trim().split('\n').at(-1));
  });
  const version = stdout.trim();
  if (isOlder(version)) throw new Error(`is ${version}`);
  return version;
}

function isOlder(version) {
  return byNumber(version, OLDEST) < 0;
}

function byNumber(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/**
 * The Python of a virtual environment below `parent` with just these requirements, made where there is none.
 * @throws {SetupError} where pip does not succeed, which has said why
 */
export async function virtualEnvironment(parent, { path, version }, requirements) {
  const hash = createHash('sha256').update(readFileSync(requirements)).update(version).digest('hex').slice(0, 16);
  const dir = join(parent, `python-${hash}`);
  const python = join(dir, 'bin', 'python');
  if (existsSync(python)) return python;
  console.error(`signoff: installing ${requirements} for Python ${version} (once, about a minute) …`);
  const unfinished = `${dir}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(dir), { recursive: true });
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await succeed(path, ['-m', 'venv', unfinished]);
    await succeed(join(unfinished, 'bin', 'python'), [...pip, '--only-binary=:all:', '-r', requirements]);
    // In one step, so that an interrupted installation is never taken. Its programs know their old place: use `-m`.
    renameSync(unfinished, dir);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return python;
}

async function succeed(command, args) {
  const code = await run(command, args);
  if (code !== 0) throw new SetupError(`${command} ${args.join(' ')} failed with exit code ${code}`);
}
