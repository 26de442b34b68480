/** The database that the administrator means, and its refusals in words. */
import { z } from 'zod';
import { areKeys } from '../../config.ts';
import { TooManyWebhookKeys } from '../../store/access/webhookKeys.ts';
import { type Db, openDb } from '../../store/database/db.ts';
import { isDatabaseUnavailable } from '../../store/database/unavailable.ts';
import { PersonRefused } from '../../store/people/rules.ts';
import { EndpointRefused } from '../../store/webhooks/endpoints.ts';
import { commandLine } from '../commandLine.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { readLocalSecretKey, readLocalStack } from '../localStack.ts';

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ });
const secretKey = z.string().refine(areKeys);

const UNDEFINED_TABLE = '42P01';

/** Postgres's codes for what an administrator can put right. */
const REFUSALS: Readonly<Record<string, string>> = {
  '23505': 'there is one already with this id or, in the workspace, this email address',
  '23503': 'what it refers to does not exist',
  '23514': 'the database does not take this value',
};

/**
 * Opens the database of DATABASE_URL, else the local stack's, for as long as `use` runs.
 *
 * @throws UsageError where there is none, or for what its rules refuse; CommandFailure where it does not answer
 */
export async function withDatabase<T>(use: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb({
    databaseUrl: databaseUrlFrom(process.env),
    maxConnections: 2,
    applicationName: 'signoff-admin',
    onError: () => {},
  });
  try {
    return await use(db);
  } catch (error) {
    if (isRefusal(error)) throw new UsageError(error.message);
    if (isDatabaseUnavailable(error)) throw new CommandFailure('database-unavailable', 'the database does not answer');
    if (codeOf(error) === UNDEFINED_TABLE)
      throw new CommandFailure('not-migrated', `the database is not up to date: run ${commandLine('migrate')}`);
    const refusal = REFUSALS[codeOf(error)];
    throw refusal === undefined ? error : new UsageError(refusal);
  } finally {
    await db.destroy();
  }
}

/**
 * The key of the same installation as the database: with DATABASE_URL the environment's SECRET_KEY and no other.
 *
 * @throws UsageError where there is none
 */
export function readSecretKey(): string {
  const { DATABASE_URL, SECRET_KEY } = process.env;
  const found = DATABASE_URL ? SECRET_KEY : readLocalSecretKey(process.env);
  const parsed = secretKey.safeParse(found || undefined);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    found
      ? 'SECRET_KEY must be 32 bytes in base64, or several such keys with commas between them'
      : 'SECRET_KEY is required: the same as that of the worker',
  );
}

/** @throws UsageError */
function databaseUrlFrom(env: NodeJS.ProcessEnv): string {
  const found = env.DATABASE_URL || readLocalStack(env)?.databaseUrl;
  if (found === undefined) throw new UsageError('DATABASE_URL is required where no local stack is running (npm start)');
  if (databaseUrl.safeParse(found).success) return found;
  throw new UsageError('DATABASE_URL is not a postgresql:// URL');
}

function isRefusal(error: unknown): error is Error {
  return error instanceof PersonRefused || error instanceof TooManyWebhookKeys || error instanceof EndpointRefused;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
