/** `npm run migrate`, in production `node dist/cli/migrate.js`: brings the database of DATABASE_URL up to date. */

import { migrate } from '../store/migrate.ts';
import { isDatabaseUnavailable } from '../store/unavailable.ts';
import { Failure, reportErrors, UsageError } from './errors.ts';

await reportErrors('migrate', async () => {
  const { DATABASE_URL: databaseUrl } = process.env;
  // Never the local stack's by chance: it migrates itself.
  if (!databaseUrl) throw new UsageError('DATABASE_URL is required');
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) throw new UsageError('DATABASE_URL is not a postgresql:// URL');
  const applied = await migrateOrExplain(databaseUrl);
  for (const name of applied) console.log(`applied ${name}`);
  if (applied.length === 0) console.log('nothing to apply: the database is up to date');
});

async function migrateOrExplain(databaseUrl: string): Promise<string[]> {
  try {
    return await migrate(databaseUrl);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw new Failure('database-unavailable', 'the database does not answer');
    throw error;
  }
}
