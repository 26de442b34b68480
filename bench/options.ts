/** What the command line asks for. */
import { parseArguments, severalOf, wholeNumber } from '../src/cli/arguments.ts';
import type { Sizes } from './sections/section.ts';

export interface Options {
  /** Names of sections; undefined: all. */
  only: string[] | undefined;
  /** How often all of it runs: how far the figures of two runs differ is the noise. */
  runs: number;
  sizes: Sizes;
  /** Small sizes, to see that it works: their figures are not worth a page. */
  quick: boolean;
  /** Where Signoff's processes leave their CPU profiles, and Postgres its statements; undefined: nothing is profiled. */
  profileDir: string | undefined;
}

/** What `--help` prints. */
export const USAGE = `npm run bench -- [options]
  --only a,b          just these sections
  --quick             small sizes, one run; prints its tables and leaves docs/performance.md alone
  --runs 2            how often all of it runs
  --rounds 5          rounds of each system in one run
  --actions 400       actions of one round
  --requests 200      how often each read of the section queue is asked for
  --waiting 1000,…    the numbers of waiting actions to grow to
  --temporal production   on Temporal's production server, its store in the same Postgres
  --profile <dir>     CPU profiles of Signoff's processes, and Postgres's statements`;

const FULL: Sizes = {
  rounds: 5,
  actions: 400,
  dueSeconds: { slow: 30, fast: 10 },
  webhooks: 5_000,
  triggers: 1_000,
  waiting: [1_000, 10_000],
  idleSeconds: 60,
  requests: 200,
};
const QUICK: Sizes = {
  rounds: 1,
  actions: 40,
  dueSeconds: { slow: 3, fast: 1 },
  webhooks: 100,
  triggers: 50,
  waiting: [100],
  idleSeconds: 5,
  requests: 5,
};

/** What is given to a bench of the sections of these names. @throws UsageError */
export function readOptions(args: string[], sections: string[]): Options {
  const { values } = parseArguments({
    args,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      rounds: { type: 'string' },
      actions: { type: 'string' },
      waiting: { type: 'string' },
      requests: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const count = (name: 'runs' | 'rounds' | 'actions' | 'requests') => {
    const given = values[name];
    return given === undefined ? undefined : wholeNumber(`--${name}`, given, 1);
  };
  const sizes = values.quick ? QUICK : FULL;
  return {
    only: values.only === undefined ? undefined : severalOf('--only', values.only, sections),
    runs: count('runs') ?? (values.quick ? 1 : 2),
    quick: values.quick,
    profileDir: values.profile,
    sizes: {
      ...sizes,
      rounds: count('rounds') ?? sizes.rounds,
      actions: count('actions') ?? sizes.actions,
      requests: count('requests') ?? sizes.requests,
      waiting: values.waiting?.split(',').map((level) => wholeNumber('--waiting', level, 1)) ?? sizes.waiting,
    },
  };
}
