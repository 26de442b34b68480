import { join } from 'node:path';
import { compileForStack, STACK } from '../../scripts/lib/compile.mjs';
import { exclusively } from '../../scripts/lib/exclusively.mjs';
import { once } from './running.ts';

/** Where our sources are when compiled, as the local stack runs them; as new as the sources are. */
export const compiledSources = once(async (): Promise<string> => {
  await exclusively(compileForStack);
  return STACK;
});

/**
 * What Node runs one of our programs from: hundreds are started by tests, and compiled they start in half the time that tsx needs.
 *
 * @param source a path from the repository's root, such as `src/server.ts`
 */
export async function programOf(source: string): Promise<string> {
  return join(await compiledSources(), source.replace(/\.ts$/, '.js'));
}
