import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../scripts/lib/run.mjs';

const execute = promisify(execFile);
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

describe('npm test', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'signoff-checks-'));
    writeFileSync(join(dir, 'good.test.mjs'), "it('passes', () => {});\n");
    writeFileSync(join(dir, 'bad.test.mjs'), "it('fails', () => { throw new Error('on purpose'); });\n");
    writeFileSync(join(dir, 'good.ts'), 'export const n: number = 1;\n');
    writeFileSync(join(dir, 'bad.ts'), "export const n: number = 'one';\n");
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  it('runs the checks of npm run check before its tests, and is all of .ci/run', () => {
    const script = readFileSync(join(ROOT, 'scripts/test.mjs'), 'utf8');
    assert.match(script, /failedChecks = \(await runChecks\(STATIC_CHECKS\)\)/);
    assert.match(
      script,
      /\[\{ code, output \}, isGoodOnNode24\] = await Promise\.all\(\[[^\]]*testOnNode24\(\),\s*\]\)/,
    );
    assert.match(script, /if \(!isGoodOnNode24\) failedChecks\.push/);
    assert.match(readFileSync(join(ROOT, '.ci/run'), 'utf8'), /^npm test/m);
  });

  it('ends with what mocha counted, and with exit code 0 only where nothing failed', async () => {
    const types = (file: string) =>
      `['types', 'node_modules/typescript/bin/tsc', ['--noEmit', '--ignoreConfig', '${join(dir, file)}']]`;
    const cases = [
      { checks: types('good.ts'), test: 'good.test.mjs', code: 0, ending: '1 passed, 0 failed' },
      { checks: types('good.ts'), test: 'bad.test.mjs', code: 1, ending: '0 passed, 1 failed' },
      { checks: types('bad.ts'), test: 'good.test.mjs', code: 1, ending: '1 passed, 1 failed' },
    ];
    for (const { checks, test, code, ending } of cases) {
      const { exitCode, lastLine } = await checkAndTest(`[${checks}]`, join(dir, test));
      assert.deepEqual({ exitCode, lastLine }, { exitCode: code, lastLine: ending }, checks);
    }
  });

  it('checks the types of every TypeScript file of the repository', () => {
    const checked = new Set(
      ['.', 'src/web'].flatMap((project) => lines(process.execPath, [TSC, '--listFilesOnly', '-p', project])),
    );
    const files = lines('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx']);
    assert.deepEqual(
      files.filter((file) => !checked.has(join(ROOT, file))),
      [],
    );
  });
});

/** What npm test does with these checks and this test, in a process of its own. */
async function checkAndTest(checks: string, test: string): Promise<{ exitCode: number; lastLine: string | undefined }> {
  const script = `
    import { runChecks } from '${join(ROOT, 'scripts/lib/checks.mjs')}';
    import { runMocha } from '${join(ROOT, 'scripts/lib/mocha.mjs')}';
    process.exitCode = await runMocha(['--no-config', '${test}'], await runChecks(${checks}));`;
  const args = ['--input-type=module', '--eval', script];
  // execFile rejects with the same fields where the exit code is not 0.
  const { stdout, code = 0 } = await execute(process.execPath, args, { cwd: ROOT }).catch((error) => error);
  return { exitCode: code, lastLine: stdout.trim().split('\n').at(-1) };
}

function lines(command: string, args: string[]): string[] {
  return execFileSync(command, args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
}
