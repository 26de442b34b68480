import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { runner } from 'node-pg-migrate';
import type { Db } from './db.ts';
import { grantToRunningRole } from './runningRole.ts';

const TABLE = 'migrations';
const MIGRATIONS_DIR = findAbove(dirname(fileURLToPath(import.meta.url)), 'migrations');

/**
 * Brings the database up to the newest migration. Safe to call from several processes at once: an advisory lock lets
 * one of them work while the others wait.
 *
 * @param runningUrl of the role that the processes work as, where it is another: it gets its rights, see runningRole.ts
 */
export async function migrate(databaseUrl: string, runningUrl: string = databaseUrl): Promise<string[]> {
  const applied = await runner({
    databaseUrl,
    dir: MIGRATIONS_DIR,
    direction: 'up',
    migrationsTable: TABLE,
    advisoryLockMode: 'wait',
    log: () => {},
  });
  await grantToRunningRole(databaseUrl, runningUrl);
  return applied.map(({ name }) => name);
}

/** The migrations that this code needs and the database does not have, in order; that it has further ones is no matter. */
export async function missingMigrations(db: Db): Promise<string[]> {
  const needed = readdirSync(MIGRATIONS_DIR)
    .map((file) => basename(file, extname(file)))
    .sort();
  const applied = new Set(await appliedMigrations(db));
  return needed.filter((name) => !applied.has(name));
}

async function appliedMigrations(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ exists: boolean }>`select to_regclass(${TABLE}) is not null as exists`.execute(
    db,
  );
  if (!tables[0]?.exists) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)}`.execute(db);
  return rows.map(({ name }) => name);
}

/** The nearest of that name above: this code runs from src, from dist, and from deeper where the local stack compiles it to. */
function findAbove(dir: string, name: string): string {
  const path = join(dir, name);
  if (existsSync(path)) return path;
  if (dirname(dir) === dir) throw new Error(`there is no ${name} above this code`);
  return findAbove(dirname(dir), name);
}
