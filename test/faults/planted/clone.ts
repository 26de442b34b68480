/** A copy of the sources to plant a bug in, and what the tests in it say. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { directory } from '../../support/running.ts';
import type { Bug, Edit } from './bugs.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const COPIED = [
  'src',
  'local',
  'test',
  'migrations',
  'scripts',
  'docs',
  'package.json',
  'tsconfig.json',
  '.mocharc.json',
];
const TIMEOUT_MS = 300_000;

const report = z.object({
  passes: z.array(z.object({ title: z.string() })),
  failures: z.array(z.object({ title: z.string(), err: z.object({ message: z.string().optional() }) })),
});

export type Said = { passed: string[]; failed: string[] };

export interface Clone {
  /** Plants it, runs its test, and takes it out again. @throws where it cannot be planted, or its test is not there */
  isCaught(bug: Bug): Promise<boolean>;
  /** Whether the test of the bug passes without it. @throws where it is not there */
  passesWithout(bug: Bug): Promise<boolean>;
}

export async function makeClone(): Promise<Clone> {
  const dir = await mkdtemp(join(directory(), 'planted-'));
  for (const name of COPIED) await cp(join(ROOT, name), join(dir, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  await mkdir(join(dir, '.cache'));
  const passes = async (bug: Bug) => hasPassed(await runTest(dir, bug), bug);
  return {
    passesWithout: passes,
    async isCaught(bug) {
      const before = new Map<string, string>();
      for (const { file } of bug.edits) before.set(file, await readFile(join(dir, file), 'utf8'));
      try {
        for (const edit of bug.edits) await plant(dir, edit);
        return !(await passes(bug));
      } finally {
        for (const [file, text] of before) await writeFile(join(dir, file), text);
      }
    },
  };
}

async function plant(dir: string, { file, from, to }: Edit): Promise<void> {
  const path = join(dir, file);
  const text = await readFile(path, 'utf8');
  const found = text.split(from).length - 1;
  if (found !== 1) throw new Error(`${file} has ${found} times what a bug is to be planted in: ${from.trim()}`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}

function hasPassed({ passed, failed }: Said, { title, test }: Bug): boolean {
  if (failed.some((name) => name.includes(title))) return false;
  if (!passed.includes(title)) throw new Error(`${test} has not come to "${title}": ${failed.join('; ')}`);
  return true;
}

async function runTest(cwd: string, { test, title }: Bug): Promise<Said> {
  const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
  const file = join(cwd, 'report.json');
  await rm(file, { force: true });
  const args = [mocha, '--reporter', 'json', '--reporter-option', `output=${file}`, '--fgrep', title, test];
  // It ends with the number of failures: what it reports is read either way.
  await new Promise<void>((ended) => {
    execFile(process.execPath, args, { cwd, timeout: TIMEOUT_MS, maxBuffer: 1e8 }, () => ended());
  });
  const { passes, failures } = report.parse(JSON.parse(await readFile(file, 'utf8')));
  return {
    passed: passes.map((each) => each.title),
    failed: failures.map((each) => `${each.title}: ${each.err.message ?? ''}`),
  };
}
