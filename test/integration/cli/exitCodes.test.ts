import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** Runs this as a command of ours whose standard output takes nothing. */
async function runUnread(body: string, stdout: 'closed' | 'full') {
  const program = `import { CommandFailure, reportErrors, UsageError } from './src/cli/errors.ts';
    await reportErrors('test', async () => { ${body} });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['pipe', stdout === 'closed' ? 'pipe' : openSync('/dev/full', 'w'), 'pipe'],
  });
  if (child.stdin === null || child.stderr === null) throw new Error('both are pipes');
  child.stdout?.destroy();
  // Read only once nobody reads what it writes.
  child.stdin.end('go');
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, err: err.trim() };
}

const WRITE = `await import('node:stream/consumers').then(({ text }) => text(process.stdin));
  console.log('one'); await new Promise(setImmediate); console.log('two'); await new Promise(setImmediate);
  console.error('all done');`;

describe('CLI: exit codes where nobody reads on', () => {
  const OUTCOMES: [string, string, number, RegExp][] = [
    ['a success is one', '', 0, /^all done$/],
    [
      'a failure stays one',
      "throw new CommandFailure('not-right', 'the mail server');",
      1,
      /not-right: the mail server$/,
    ],
    ['a wrong call stays one', "throw new UsageError('what?');", 2, /test: what\?$/],
    ['what is unforeseen stays so', "throw new Error('oh');", 1, /Error: oh/],
    ['a code that was set stays', 'process.exitCode = 3;', 3, /^all done$/],
  ];
  for (const [what, end, code, err] of OUTCOMES) {
    it(`${what}, and what was begun goes on to its end`, async () => {
      const ended = await runUnread(WRITE + end, 'closed');
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, err);
      assert.match(ended.err, /^all done/);
    });
  }

  it('output that a full disk has lost is a failure, in one line', async () => {
    const { code, err } = await runUnread(WRITE, 'full');
    assert.equal(code, 1);
    assert.match(err, /^test: .*ENOSPC.*$/m);
  });
});
