import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import type pg from 'pg';
import { withClient } from '../../local/postgres.ts';
import { normaliseId } from '../../src/domain/ids.ts';
import { migrate } from '../../src/store/database/migrate.ts';
import { postgresServer } from '../support/servers.ts';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Has rows put into a database as it is just before a migration, and answers what a query gives once all are applied. */
async function through(number: string, put: (client: pg.Client) => Promise<unknown>, query: string) {
  const server = await postgresServer();
  const name = `migrating_${randomBytes(6).toString('hex')}`;
  const administer = (sql: string) => withClient(server.url('postgres'), (client) => client.query(sql));
  await administer(`create database ${name}`);
  const databaseUrl = server.url(name);
  try {
    const count = readdirSync(MIGRATIONS).filter((file) => file < number).length;
    const how = { dir: MIGRATIONS, direction: 'up', migrationsTable: 'migrations', log: () => {} } as const;
    await runner({ ...how, databaseUrl, count });
    await withClient(databaseUrl, async (client) => {
      await client.query("insert into workspaces (id, name) values ('acme', 'Acme')");
      await put(client);
    });
    await migrate(databaseUrl);
    return await withClient(databaseUrl, async (client) => (await client.query(query)).rows);
  } finally {
    await administer(`drop database ${name} with (force)`);
  }
}

describe('a database that has rows already', () => {
  it('has tokens that were limited to a workspace’s settings change its rules still, and no others', async () => {
    const limits = [['me.read', 'settings.workspace'], ['actions.read'], null];
    const rows = await through(
      '0036',
      async (client) => {
        await client.query(
          "insert into users (id, workspace_id, email, display_name, role) values ('adam', 'acme', 'a@acme.test', 'Adam', 'admin')",
        );
        for (const verbs of limits) {
          await client.query(
            "insert into api_tokens (user_id, hash, label, verbs) values ('adam', sha256($1::text::bytea), $1, $2)",
            [String(verbs), verbs],
          );
        }
      },
      'select label, verbs from api_tokens',
    );
    assert.deepEqual(
      new Map(rows.map(({ label, verbs }) => [label, verbs])),
      new Map([
        ['me.read,settings.workspace', ['me.read', 'settings.workspace', 'rules.read', 'rules.change']],
        ['actions.read', ['actions.read']],
        ['null', null],
      ]),
    );
  });

  it('has old triggers under the ids that new ones are logged and asked for by', async () => {
    const long = 'd'.repeat(49);
    const payloads = [
      { crm: 'hubspot', contactId: 'sarah@acme.com', dealId: 'Zoë/1', companyId: 'c.1_-' },
      { crm: 'hubspot', contactId: '', dealId: long, companyId: normaliseId('acme corp') },
      { crm: 'hubspot', kind: 'contact', id: 'two\nlines' },
    ];
    const rows = await through(
      '0038',
      async (client) => {
        for (const payload of payloads) {
          await client.query(
            "insert into trigger_log (workspace_id, outcome, payload) values ('acme', 'below_threshold', $1)",
            [payload],
          );
        }
      },
      'select contact_id, deal_id, company_id from trigger_log order by id',
    );
    assert.deepEqual(rows, [
      { contact_id: normaliseId('sarah@acme.com'), deal_id: normaliseId('Zoë/1'), company_id: 'c.1_-' },
      { contact_id: null, deal_id: normaliseId(long), company_id: normaliseId('acme corp') },
      { contact_id: normaliseId('two\nlines'), deal_id: null, company_id: null },
    ]);
  });
});
