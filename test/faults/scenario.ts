/** What a scenario of faults is, and what it tells when it is over. */
import type { Random } from '../../local/demo/random.ts';

export interface Settings {
  seed: number;
  /** A run of minutes for every change, instead of the full one of a night. */
  short: boolean;
  /** Sizes given on the command line, by name, before the scenario's own. */
  sizes: ReadonlyMap<string, number>;
  /** Progress, one line each. */
  say: (line: string) => void;
}

export interface Run extends Settings {
  random: Random;
  /** A size by its name: as given, else the short or the full one. */
  size: (name: string, full: number, short: number) => number;
}

/** What was found wrong, in words; a strict count is the length of its list. */
export interface Wrongs {
  /** What was taken and never came to its end, or executed without its effect. */
  lost: string[];
  /** Effects of one action beyond the first, and effects of none. */
  twice: string[];
  /** Steps of a trail that the lifecycle does not know. */
  illegal: string[];
  /** Rows, ledger, workflows and effects that do not say the same. */
  mismatched: string[];
  /** Answers of success that do not stand, and refusals that nobody should have got. */
  broken: string[];
}

export interface Result extends Wrongs {
  /** What was done, in numbers and words. */
  what: string;
  /** How many faults there were. */
  faults: number;
  /** How many of them hit something in flight: none, and the run proves nothing. */
  hits: number;
  /** Requests that had to be repeated by whoever made them. */
  repeated: number;
  /** Actions that ended as unconfirmed: nobody knows, and everybody is told. */
  unknown: number;
  /** Seconds from the last fault's end until five good operations in a row at every door; absent: no doors. */
  recoveredS?: number;
  /** A table of its own for the docs. */
  markdown?: string;
}

export interface Scenario {
  name: string;
  /** No part of a short run, unless it is asked for by name. */
  isLong?: boolean;
  run(run: Run): Promise<Result>;
}

export function noWrongs(): Wrongs {
  return { lost: [], twice: [], illegal: [], mismatched: [], broken: [] };
}

export function addWrongs(to: Wrongs, more: Wrongs): void {
  for (const kind of WRONGS) to[kind].push(...more[kind]);
}

export const WRONGS = ['lost', 'twice', 'illegal', 'mismatched', 'broken'] as const satisfies (keyof Wrongs)[];
