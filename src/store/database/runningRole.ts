/**
 * The role that API, worker and admin work as: it reads and writes rows and owns nothing, so that whoever gets hold of one
 * of these processes can neither change the schema nor the trail.
 */
import { type RawBuilder, sql } from 'kysely';
import { type Db, openDb, type Tx } from './db.ts';

/**
 * Written once and never changed, but by the functions that erase a person from the first (migrations/0002_actions.sql) and remove it with its
 * action (0039_removing_actions.sql).
 */
const APPEND_ONLY = ['action_audit', 'security_trail'];
/** Written by whoever migrates, and by functions with their owner's rights. */
const READ_ONLY = ['migrations', 'unsubscribe_key', 'removed_occurrences'];

/**
 * Gives the role of `runningUrl` its rights in a migrated database, no more and no less, and makes the role where there is
 * none, with that URL's password. Repeating changes nothing. Nothing is done where both URLs are of one role.
 *
 * @param migrationUrl of the role that owns the tables, which may make roles where the other is missing
 */
export async function grantToRunningRole(migrationUrl: string, runningUrl: string): Promise<void> {
  const [owner, role] = [roleOf(migrationUrl), roleOf(runningUrl)];
  if (owner.name === role.name) return;
  const db = openDb({
    databaseUrl: migrationUrl,
    maxConnections: 1,
    applicationName: 'signoff-migrate',
    onError: () => {},
  });
  try {
    // One transaction: running processes see the old rights or the new, never none.
    await db.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('grant_to_running_role'))`.execute(tx);
      await ensureRole(tx, role);
      for (const statement of statements(role.name)) await statement.execute(tx);
    });
  } finally {
    await db.destroy();
  }
}

/** Whether this connection's role could change a trail: as a superuser, the tables' owner or by a grant. */
export async function mayChangeTrail(db: Db): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select bool_or(has_table_privilege(oid, 'update, delete, truncate, trigger') or pg_has_role(relowner, 'usage')) as may
    from pg_class where oid = any(${APPEND_ONLY}::regclass[])`.execute(db);
  return rows[0]?.may ?? false;
}

interface Role {
  name: string;
  password: string;
}

function roleOf(databaseUrl: string): Role {
  const { username, password } = new URL(databaseUrl);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

async function ensureRole(tx: Tx, { name, password }: Role): Promise<void> {
  const { rows } = await sql`select from pg_roles where rolname = ${name}`.execute(tx);
  if (rows.length === 0) await sql`create role ${sql.id(name)} login password ${sql.lit(password)}`.execute(tx);
}

function statements(name: string): RawBuilder<unknown>[] {
  const role = sql.id(name);
  return [
    // Until Postgres 15 everybody might make tables here, and a database that was upgraded still has it so.
    sql`revoke create on schema public from public`,
    sql`grant usage on schema public to ${role}`,
    // Begins anew, so that a right which an earlier version gave does not stay.
    sql`revoke all on all tables in schema public from ${role}`,
    sql`grant select, insert, update, delete on all tables in schema public to ${role}`,
    sql`revoke update, delete on ${sql.join(APPEND_ONLY.map((name) => sql.table(name)))} from ${role}`,
    sql`revoke insert, update, delete on ${sql.join(READ_ONLY.map((name) => sql.table(name)))} from ${role}`,
    sql`grant usage on all sequences in schema public to ${role}`,
    sql`grant execute on all functions in schema public to ${role}`,
    // What a later migration makes is there for processes that still run, before this has run again.
    sql`alter default privileges in schema public grant select, insert, update, delete on tables to ${role}`,
    sql`alter default privileges in schema public grant usage on sequences to ${role}`,
  ];
}
