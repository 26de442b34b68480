/** What the commands of `signoff` have in common: whose token, which output, and reading arguments. */
import { pipeline } from 'node:stream/promises';
import { parseJson } from '../../domain/json.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { type Access, type ApiClient, createApiClient } from '../apiClient.ts';
import { oneOf } from '../arguments.ts';
import { UsageError } from '../errors.ts';
import { readLocalStack } from '../localStack.ts';

export const common = {
  as: {
    type: 'string',
    value: 'ROLE',
    help: 'Whose token of the local stack: rep (the default), manager, admin or service',
  },
  json: { type: 'boolean', help: "Print the API's JSON" },
} as const;

/** The API as the environment names it, else the local stack's. @throws UsageError where neither is there */
export function connect({ as }: { as?: string }, usually: Role = 'rep'): ApiClient {
  return createApiClient(accessFrom(process.env, as, usually));
}

function accessFrom(env: NodeJS.ProcessEnv, as: string | undefined, usually: Role): Access {
  const role = as === undefined ? usually : oneOf('--as', as, ROLES);
  const { SIGNOFF_URL: url, SIGNOFF_TOKEN: token } = env;
  if (token && as !== undefined)
    throw new UsageError('--as chooses a token of the local stack, but SIGNOFF_TOKEN is set');
  if (url) {
    if (!URL.canParse(url)) throw new UsageError('SIGNOFF_URL is not a URL');
    // Never a local token to another machine's API.
    if (!token) throw new UsageError('SIGNOFF_TOKEN is required where SIGNOFF_URL is set');
    return { url, token };
  }
  const stack = readLocalStack(env);
  if (stack === undefined) {
    throw new UsageError('no local stack is running (npm start); for another one set SIGNOFF_URL and SIGNOFF_TOKEN');
  }
  return { url: stack.apiUrl, token: token || stack.tokens[role] };
}

/**
 * `key=text` and, for what is not text, `key:=JSON` (`reason:=null` removes). At least the key must not be empty; the
 * last of two with the same key holds.
 *
 * @throws UsageError
 */
export function readPairs(pairs: string[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(readPair));
}

function readPair(pair: string): [string, unknown] {
  const [, key, isJson, value = ''] = /^([^=:]+)(:?)=(.*)$/s.exec(pair) ?? [];
  if (key === undefined) throw new UsageError(`"${pair}" must be key=value`);
  if (isJson === '') return [key, value];
  const read = parseJson(value);
  if (read === undefined) throw new UsageError(`what follows ${key}:= must be JSON`);
  return [key, read];
}

/** A moment as the user wrote it, with a zone or in that of this machine. @throws UsageError */
export function timeOf(what: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const ms = Date.parse(given);
  if (Number.isNaN(ms)) throw new UsageError(`${what} must be a time such as 2026-11-30T09:00`);
  return new Date(ms).toISOString();
}

/** Prints the answer as it came, or in words. */
export function print(values: { json?: boolean }, answer: unknown, inWords: () => string): void {
  console.log(values.json ? JSON.stringify(answer, null, 2) : inWords());
}

/** Prints what comes in pieces, as fast as it is read. Whoever has seen enough (`| head`) makes that no failure. */
export async function printAll(pieces: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await pipeline(pieces, process.stdout, { end: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}
