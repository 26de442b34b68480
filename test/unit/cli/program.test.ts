import assert from 'node:assert/strict';
import { UsageError } from '../../../src/cli/errors.ts';
import { command, runProgram } from '../../../src/cli/program.ts';
import { readPairs } from '../../../src/cli/signoff/options.ts';

describe('CLI: finding and checking a command', () => {
  const ran: unknown[] = [];
  const program = {
    name: 'test',
    about: 'A test.',
    notes: '',
    commands: {
      go: command({
        takes: 'WHERE',
        count: { min: 1, max: 2 },
        summary: 'Go',
        options: {
          fast: { type: 'boolean', help: 'Quickly' },
          by: { type: 'string', value: 'MEANS', help: 'How' },
        },
        async run(values, given) {
          ran.push([{ ...values }, given]);
        },
      }),
      'user add': command({
        summary: 'Add',
        async run() {
          ran.push('user add');
        },
      }),
    },
  };

  it('hands on options and arguments, and finds commands of two words', async () => {
    await runProgram(program, ['go', 'home', '--fast', '--by=train']);
    await runProgram(program, ['user', 'add']);
    assert.deepEqual(ran, [[{ fast: true, by: 'train' }, ['home']], 'user add']);
  });

  it('refuses what is not its own before anything runs', async () => {
    const before = ran.length;
    const wrong: [string[], RegExp][] = [
      [[], /a command is required/],
      [['fly'], /no command "fly"/],
      [['user'], /no command "user"/],
      [['toString'], /no command/],
      [['go'], /WHERE is required/],
      [['go', 'a', 'b', 'c'], /"c"/],
      [['go', 'a', '--slow'], /Unknown option '--slow'$/],
      [['go', 'a', '--by'], /argument missing/],
      [['user', 'add', 'x'], /"x"/],
    ];
    for (const [args, message] of wrong) {
      await assert.rejects(runProgram(program, args), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        return true;
      });
    }
    assert.equal(ran.length, before);
  });

  it('reads key=text and key:=JSON', () => {
    assert.deepEqual(readPairs(['a=1', 'b:=null', 'c=x=y', 'd=', 'e:={"f":[1]}', 'g=two\nlines']), {
      a: '1',
      b: null,
      c: 'x=y',
      d: '',
      e: { f: [1] },
      g: 'two\nlines',
    });
    assert.throws(() => readPairs(['nothing']), UsageError);
    assert.throws(() => readPairs(['=x']), UsageError);
    assert.throws(() => readPairs(['a:=x']), /must be JSON/);
    assert.deepEqual(Object.keys(readPairs(['__proto__=x'])), ['__proto__']);
  });
});
