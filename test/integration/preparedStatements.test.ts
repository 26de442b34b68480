import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { withClient } from '../../local/postgres.ts';
import { ActionNotFoundError } from '../../src/domain/errors.ts';
import { lockAction } from '../../src/store/actions/actionRow.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

describe('Prepared statements, in Postgres', () => {
  let database: TestDatabase;
  let db: Db;
  before(async () => {
    database = await createTestDatabase();
    db = openDb({
      databaseUrl: database.url,
      maxConnections: 1,
      applicationName: 'prepared',
      onError: (error) => assert.fail(error),
    });
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });

  const lockOne = () => db.transaction().execute((tx) => lockAction(tx, randomUUID()));

  it('are planned once, and survive a migration that adds a column while they are in use', async () => {
    for (const _ of [1, 2, 3, 4]) await assert.rejects(lockOne, ActionNotFoundError);
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db);
    assert.ok(rows.some(({ statement }) => statement.includes('for update')));
    await withClient(database.ownerUrl, (owner) =>
      owner.query('alter table pending_autonomous_actions add column added_later text'),
    );
    await assert.rejects(lockOne, ActionNotFoundError);
  });
});
