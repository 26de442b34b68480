import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readOptions as readBenchOptions } from '../../../bench/options.ts';
import { ROOT } from '../../../scripts/lib/run.mjs';
import { UsageError } from '../../../src/cli/errors.ts';
import { readOptions as readFaultOptions } from '../../faults/options.ts';

type Wrong = [string, string, RegExp];

describe('bench and test:faults called wrongly', () => {
  for (const [name, program] of [
    ['bench', 'bench/main.ts'],
    ['test:faults', 'test/faults/run.ts'],
  ] as const) {
    it(`${name}: one line on standard error and exit code 2`, () => {
      const args = ['--import', 'tsx', program, '--nonsense'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
      assert.deepEqual([status, stdout, stderr], [2, '', `${name}: Unknown option '--nonsense'\n`]);
    });
  }

  it('say which value is wrong and what is allowed', () => {
    const bench: Wrong[] = [
      ['--runs', 'two', /^--runs must be a whole number from 1 on$/],
      ['--waiting', '100,0', /^--waiting must be a whole number from 1 on$/],
      ['--only', 'a,weather', /^--only must be one of a, b$/],
    ];
    const faults: Wrong[] = [
      ['--seed', 'x', /^--seed must be a whole number from 0 on$/],
      ['--size', 'actions', /^--size must be name=number, not "actions"$/],
      ['--size', 'actions=many', /^--size actions must be a whole number from 0 on$/],
      ['--only', 'a,weather', /^--only must be one of a, b$/],
    ];
    for (const [read, wrong] of [
      [readBenchOptions, bench],
      [readFaultOptions, faults],
    ] as const) {
      for (const [option, value, message] of wrong) {
        assert.throws(
          () => read([option, value], ['a', 'b']),
          (error) => error instanceof UsageError && message.test(error.message),
          `${option} ${value}`,
        );
      }
    }
  });

  it('take what is right', () => {
    const bench = readBenchOptions(['--only', 'a,b', '--rounds', '3', '--waiting', '10,20'], ['a', 'b']);
    assert.deepEqual([bench.only, bench.runs, bench.sizes.rounds, bench.sizes.waiting], [['a', 'b'], 2, 3, [10, 20]]);
    const { only, settings } = readFaultOptions(['--seed', '7', '--size', 'x=1', '--size', 'y=0', '--short'], ['a']);
    assert.deepEqual([only, settings.seed, settings.short], [undefined, 7, true]);
    assert.deepEqual(Object.fromEntries(settings.sizes), { x: 1, y: 0 });
  });
});
