/** Reading what stands on a command line; what is wrong there is a UsageError. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './errors.ts';

/** As `parseArgs` of Node, whose error it turns into a UsageError. */
export function parseArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Its messages go on with advice in further sentences.
    if (error instanceof TypeError) throw new UsageError(error.message.split(/\.\s/)[0] ?? error.message);
    throw error;
  }
}

/** @throws UsageError listing what is allowed */
export function oneOf<T extends string>(what: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given);
  if (found === undefined) throw new UsageError(`${what} must be one of ${allowed.join(', ')}`);
  return found;
}

/** `a,b`. @throws UsageError listing what is allowed */
export function severalOf<T extends string>(what: string, given: string, allowed: readonly T[]): T[] {
  return given.split(',').map((each) => oneOf(what, each, allowed));
}

/** A whole number from `min` on. @throws UsageError */
export function wholeNumber(what: string, given: string, min: number): number {
  const value = Number(given);
  if (/^\d{1,15}$/.test(given) && value >= min) return value;
  throw new UsageError(`${what} must be a whole number from ${min} on`);
}
