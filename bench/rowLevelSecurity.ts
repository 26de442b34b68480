/**
 * `npm run bench:rls`: what row-level security by workspace would cost, were it the second wall behind the scope that every
 * query carries. The product's own queries on the same rows, interleaved: without policies; with them, and the workspace set
 * for each transaction, which every query then needs; with them, and the workspace set once for a connection, which only an
 * installation with one workspace could keep to.
 */
import { sql } from 'kysely';
import { withClient } from '../local/postgres.ts';
import { SYSTEM } from '../src/domain/securityEvents.ts';
import type { Scope } from '../src/store/access/scope.ts';
import { findAction, listActions } from '../src/store/actions/actions.ts';
import { type Db, openDb } from '../src/store/database/db.ts';
import { insertUser, insertWorkspace } from '../src/store/people/people.ts';
import { stopServers } from '../test/support/running.ts';
import { createTestDatabase } from '../test/support/servers.ts';
import { seedQueue } from './support/seedQueue.ts';

const WORKSPACE = 'acme';
const ROUNDS = 40;
const CALLS_PER_ROUND = 25;
const SCOPE: Scope = { workspaceId: WORKSPACE, userId: 'ana', reach: 'own+covered' };

const READS: Readonly<Record<string, (db: Db, id: string) => Promise<unknown>>> = {
  'one action': (db, id) => findAction(db, SCOPE, id),
  'a page of the queue': (db) =>
    listActions(db, SCOPE, { filter: { statuses: ['pending'] }, sort: { order: 'queue' }, limit: 50 }),
};

type Way = (db: Db, read: (db: Db) => Promise<unknown>) => Promise<unknown>;
const plainly: Way = (db, read) => read(db);
const inTransactions: Way = (db, read) =>
  db.transaction().execute(async (tx) => {
    await sql`select set_config('signoff.workspace', ${WORKSPACE}, true)`.execute(tx);
    return read(tx);
  });

try {
  const [without, guarded] = [await database(), await database()];
  await guard(guarded.ownerUrl);
  const [plain, transactional] = [open(without.url), open(guarded.url)];
  const set = open(`${guarded.url}?options=${encodeURIComponent(`-c signoff.workspace=${WORKSPACE}`)}`);
  const { id } = await plain
    .selectFrom('pending_autonomous_actions')
    .select('id')
    .where('user_id', '=', 'ana')
    .executeTakeFirstOrThrow();
  // Ids differ between the two: each has its own of the same place.
  const other = await set
    .selectFrom('pending_autonomous_actions')
    .select('id')
    .where('user_id', '=', 'ana')
    .executeTakeFirstOrThrow();
  for (const [what, read] of Object.entries(READS)) {
    const ways = [
      { way: 'without', ms: [] as number[], call: () => plainly(plain, (db) => read(db, id)) },
      {
        way: 'set for each transaction',
        ms: [] as number[],
        call: () => inTransactions(transactional, (db) => read(db, other.id)),
      },
      { way: 'set for the connection', ms: [] as number[], call: () => plainly(set, (db) => read(db, other.id)) },
    ];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { ms, call } of ways) {
        const beganMs = performance.now();
        for (let i = 0; i < CALLS_PER_ROUND; i += 1) await call();
        ms.push((performance.now() - beganMs) / CALLS_PER_ROUND);
      }
    }
    const [base] = ways.map(({ ms }) => median(ms));
    for (const { way, ms } of ways) {
      console.log(
        JSON.stringify({ what, way, medianMs: round(median(ms)), ofWithout: round(median(ms) / (base ?? 1)) }),
      );
    }
  }
  await Promise.all([plain, transactional, set].map((db) => db.destroy()));
} finally {
  await stopServers();
}

function open(databaseUrl: string): Db {
  return openDb({ databaseUrl, maxConnections: 1, applicationName: 'bench', onError: () => {} });
}

async function database() {
  const made = await createTestDatabase();
  const db = open(made.url);
  await insertWorkspace(db, { id: WORKSPACE, name: 'Acme' }, SYSTEM);
  for (const id of ['ana', 'ben']) {
    const user = { id, workspaceId: WORKSPACE, role: 'rep', displayName: id, email: `${id}@signoff.test` } as const;
    await insertUser(db, user, SYSTEM);
  }
  await db.destroy();
  await seedQueue(made.ownerUrl, { workspaceId: WORKSPACE, rep: 'ana', others: ['ben'] });
  return made;
}

/** A policy for each table that names a workspace. */
async function guard(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'workspace_id'`);
    for (const { name } of rows) {
      await client.query(`alter table ${name} enable row level security`);
      await client.query(
        `create policy of_workspace on ${name} using (workspace_id = current_setting('signoff.workspace', true))`,
      );
    }
  });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
