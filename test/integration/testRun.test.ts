import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signal } from '../../local/processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Tells a version that will do, and ends where it is to serve. */
const NO_SERVER = `#!/bin/sh
[ "$1" = --version ] && echo 'temporal version 99.0.0' && exit 0
echo 'no port for you' >&2
exit 3
`;

describe('a run of the tests', function () {
  this.timeout(120_000);
  this.slow(30_000);

  it('whose Temporal cannot be started ends at once, says why, and leaves nothing behind', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'signoff-run-'));
    try {
      const cli = join(dir, 'temporal');
      await writeFile(cli, NO_SERVER, { mode: 0o755 });
      const env = { ...process.env, TEMPORAL_CLI_PATH: cli, TMPDIR: dir };
      const args = ['scripts/test.mjs', 'test/integration/pipeline/undo.test.ts'];
      const { code, killed, output } = await run(process.execPath, args, env);
      assert.equal(killed, false, `it had to be killed: ${output}`);
      assert.equal(code, 1);
      assert.match(output, /temporal ended while starting \(exit code 3\)/);
      assert.match(output, /no port for you/);
      assert.deepEqual(await processesOf(dir), []);
      assert.deepEqual(
        (await readdir(dir)).filter((name) => name.startsWith('signoff-')),
        [],
      );
    } finally {
      for (const { pid } of await processesOf(dir)) signal(pid, 'SIGKILL');
      await rm(dir, { recursive: true, force: true });
    }
  });
});

function run(command: string, args: string[], env = process.env) {
  const options = { cwd: ROOT, env, timeout: 90_000 };
  return new Promise<{ code: unknown; killed: boolean; output: string }>((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, killed: error?.killed ?? false, output: stdout + stderr });
    });
  });
}

async function processesOf(dir: string): Promise<{ pid: number; command: string }[]> {
  const { output } = await run('ps', ['-eo', 'pid=,args=']);
  const lines = output.split('\n').filter((line) => line.includes(dir));
  return lines.map((command) => ({ pid: Number.parseInt(command, 10), command }));
}
