/** `npm run migrate`, in production `node dist/cli/migrate.js`: brings the database up to date. */

import { migrate } from '../store/database/migrate.ts';
import { isDatabaseUnavailable } from '../store/database/unavailable.ts';
import { CommandFailure, reportErrors, UsageError } from './errors.ts';

await reportErrors('migrate', async () => {
  // Never the local stack's by chance: it migrates itself.
  const runningUrl = urlFrom('DATABASE_URL');
  // Migrating takes a role that owns the tables, and what runs is better off without such a one.
  const migrationUrl = process.env.MIGRATION_DATABASE_URL ? urlFrom('MIGRATION_DATABASE_URL') : runningUrl;
  const applied = await migrateOrExplain(migrationUrl, runningUrl);
  for (const name of applied) console.log(`applied ${name}`);
  if (applied.length === 0) console.log('nothing to apply: the database is up to date');
});

/** @throws UsageError where it is missing, malformed or without a role */
function urlFrom(variable: string): string {
  const { [variable]: url } = process.env;
  if (!url) throw new UsageError(`${variable} is required`);
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`${variable} is not a postgresql:// URL`);
  return url;
}

async function migrateOrExplain(migrationUrl: string, runningUrl: string): Promise<string[]> {
  try {
    return await migrate(migrationUrl, runningUrl);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw new CommandFailure('database-unavailable', 'the database does not answer');
    throw error;
  }
}
