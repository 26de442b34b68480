/** What the command line of `npm run test:faults` asks for. */
import { randomInt } from 'node:crypto';
import { parseArguments, severalOf, wholeNumber } from '../../src/cli/arguments.ts';
import { UsageError } from '../../src/cli/errors.ts';
import type { Settings } from './scenario.ts';

interface Options {
  settings: Settings;
  /** Names of scenarios; undefined: all, or all short ones. */
  only: string[] | undefined;
  /** Whether what is found goes into docs/reliability.md. */
  writes: boolean;
}

/** What is given to a run of the scenarios of these names. @throws UsageError */
export function readOptions(args: string[], scenarios: string[]): Options {
  const { values } = parseArguments({
    args,
    options: {
      seed: { type: 'string' },
      only: { type: 'string' },
      short: { type: 'boolean', default: false },
      size: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
    },
  });
  return {
    settings: {
      seed: values.seed === undefined ? randomInt(2 ** 31) : wholeNumber('--seed', values.seed, 0),
      short: values.short,
      sizes: new Map(values.size.map(readSize)),
      say: (line) => console.error(`  ${line}`),
    },
    only: values.only === undefined ? undefined : severalOf('--only', values.only, scenarios),
    writes: values.write,
  };
}

/** `actions=200`. */
function readSize(given: string): [string, number] {
  const [name = '', number] = given.split('=');
  if (number === undefined) throw new UsageError(`--size must be name=number, not "${given}"`);
  return [name, wholeNumber(`--size ${name}`, number, 0)];
}
