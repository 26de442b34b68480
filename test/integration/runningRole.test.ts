import assert from 'node:assert/strict';
import { withClient } from '../../local/postgres.ts';
import { openDb } from '../../src/store/database/db.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { mayChangeTrail } from '../../src/store/database/runningRole.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';
import { run } from './cli/run.ts';

const DENIED = '42501';

describe('the role that the processes work as', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  const asRunning = (statement: string) => withClient(database.url, (client) => client.query(statement));
  const asOwner = (statement: string) => withClient(database.ownerUrl, (client) => client.query(statement));

  for (const statement of [
    "update action_audit set message = 'never said'",
    'delete from action_audit',
    'truncate action_audit cascade',
    'alter table action_audit disable trigger audit_is_append_only',
    'drop trigger audit_is_append_only on action_audit',
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
    'set session_replication_role = replica',
    'truncate events',
    'delete from migrations',
    'update unsubscribe_key set key = sha256(key)',
    'create table loot (id int)',
    'drop table sessions',
    'alter table users add column note text',
    'create role other superuser',
    'set role signoff',
  ]) {
    it(`is denied: ${statement}`, async () => {
      await assert.rejects(asRunning(statement), { code: DENIED });
    });
  }

  it('reads the trail, adds to it, and erases a person by the one function that may', async () => {
    assert.equal((await asRunning('select from action_audit')).rowCount, 0);
    await asRunning("select erase_from_audit('{}')");
    const { rows } = await asRunning("select has_table_privilege('action_audit', 'insert') as may");
    assert.deepEqual(rows, [{ may: true }]);
  });

  it('cannot lend the function that erases a table of its own, with a trigger that would run as the owner', async () => {
    await withClient(database.url, async (client) => {
      await client.query('create temporary table action_audit (like public.action_audit)');
      await client.query(`create function pg_temp.seize() returns trigger language plpgsql as $$
        begin raise exception 'ran as %', current_user; end $$`);
      await client.query(`create trigger seize before update on pg_temp.action_audit
        for each statement execute function pg_temp.seize()`);
      await client.query("select erase_from_audit('{}')");
    });
  });

  it('has what a later migration makes at once, and no right that an earlier one gave in excess', async () => {
    await asOwner('create table later (id int generated always as identity)');
    await asRunning('insert into later default values');
    await asOwner('grant update, truncate on action_audit to signoff_app');
    await migrate(database.ownerUrl, database.url);
    await assert.rejects(asRunning('update action_audit set message = null'), { code: DENIED });
    await assert.rejects(asRunning('truncate action_audit'), { code: DENIED });
  });

  it('not even the owner truncates the trail by mistake', async () => {
    await assert.rejects(asOwner('truncate action_audit'), /rows of action_audit are never changed/);
  });

  it('is told from one that could change the trail, of which the processes warn', async () => {
    for (const [databaseUrl, may] of [
      [database.url, false],
      [database.ownerUrl, true],
    ] as const) {
      const db = openDb({ databaseUrl, maxConnections: 1, applicationName: 'test', onError: () => {} });
      assert.equal(await mayChangeTrail(db), may);
      await db.destroy();
    }
  });

  it('comes from a well-formed MIGRATION_DATABASE_URL: another is refused by name and without its value', async () => {
    const env = { DATABASE_URL: database.url, MIGRATION_DATABASE_URL: 'mysql://secret' };
    const { code, err } = await run('src/cli/migrate.ts', [], { env });
    assert.deepEqual([code, err], [2, 'migrate: MIGRATION_DATABASE_URL is not a postgresql:// URL\n']);
  });
});
