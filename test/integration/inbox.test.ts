import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { SYSTEM } from '../../src/domain/securityEvents.ts';
import {
  accept,
  backlog,
  keepTaken,
  markDone,
  markFailed,
  type TakenRecord,
  takeRecords,
} from '../../src/store/crm/inbox.ts';
import { type Db, openDb } from '../../src/store/database/db.ts';
import { removeOldRows } from '../../src/store/database/retention.ts';
import { insertWorkspace } from '../../src/store/people/people.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers.ts';

const A_MINUTE_MS = 60_000;

describe('the inbox', () => {
  let database: TestDatabase;
  let db: Db;

  before(async () => {
    database = await createTestDatabase();
    db = openDb({ databaseUrl: database.url, maxConnections: 10, applicationName: 'test', onError: () => undefined });
    await insertWorkspace(db, { id: 'acme', name: 'Acme' }, SYSTEM);
  });
  after(async () => {
    await db.destroy();
    await database.drop();
  });
  beforeEach(() => db.deleteFrom('crm_inbox').execute());

  /** `deal:1/a`: event a of deal 1. */
  function put(...events: string[]) {
    const rows = events.map((eventKey) => ({
      workspaceId: 'acme',
      crm: 'test',
      eventKey,
      recordKey: eventKey.split('/')[0] ?? '',
      event: { eventKey },
      occurredAt: '2026-11-23T10:00:00Z',
    }));
    return accept(db, rows);
  }
  const keysOf = (records: TakenRecord[]) => records.map(({ rows }) => rows.map(({ event }) => event.eventKey));
  const idsOf = (records: TakenRecord[]) => records.flatMap(({ rows }) => rows.map(({ id }) => id));
  const take = (limit = 10) => takeRecords(db, limit, A_MINUTE_MS);
  const letGo = () => db.updateTable('crm_inbox').set({ taken_until: sql<Date>`now()` }).execute();

  it('keeps each event once', async () => {
    assert.deepEqual(await put('deal:1/a', 'deal:1/b', 'deal:1/a'), { stored: 2, duplicates: 1 });
    assert.deepEqual(await put('deal:1/b', 'deal:1/c'), { stored: 1, duplicates: 1 });
    assert.deepEqual(await accept(db, []), { stored: 0, duplicates: 0 });
  });

  it('gives the longest waiting records, each with all its events in order', async () => {
    await put('deal:1/a', 'deal:2/a', 'deal:1/b', 'deal:3/a');
    assert.deepEqual(keysOf(await take(2)), [['deal:1/a', 'deal:1/b'], ['deal:2/a']]);
    assert.deepEqual(keysOf(await take()), [['deal:3/a']]);
    assert.deepEqual(await take(), []);
  });

  it('leaves a record alone while somebody has a part of it, and gives all of it afterwards', async () => {
    await put('deal:1/a');
    await take();
    await put('deal:1/b', 'deal:2/a');
    assert.deepEqual(keysOf(await take()), [['deal:2/a']]);
    await letGo();
    assert.deepEqual(keysOf(await take(1)), [['deal:1/a', 'deal:1/b']]);
  });

  it('gives to nobody else what whoever has taken it says to be still at', async () => {
    await put('deal:1/a', 'deal:2/a');
    const [kept] = await take();
    await letGo();
    await keepTaken(db, idsOf(kept ? [kept] : []), A_MINUTE_MS);
    await keepTaken(db, [], A_MINUTE_MS);
    assert.deepEqual(keysOf(await take()), [['deal:2/a']]);
  });

  it('leaves a record alone of which somebody else has locked an event', async () => {
    await put('deal:1/a', 'deal:1/b', 'deal:2/a');
    await db.transaction().execute(async (tx) => {
      await tx.selectFrom('crm_inbox').select('id').where('event_key', '=', 'deal:1/b').forUpdate().execute();
      assert.deepEqual(keysOf(await take()), [['deal:2/a']]);
    });
  });

  it('gives no event to two who take at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      await put(...Array.from({ length: 200 }, (_, i) => `deal:${round}-${i % 60}/${i}`));
      const taken = await Promise.all(Array.from({ length: 6 }, () => take(20)));
      const ids = taken.flatMap(idsOf);
      assert.equal(new Set(ids).size, ids.length);
      for (const records of taken) {
        for (const { recordKey, rows } of records) {
          const { length } = Array.from({ length: 200 }, (_, i) => i).filter((i) => recordKey.endsWith(`-${i % 60}`));
          assert.equal(rows.length, length, `${recordKey} is whole`);
        }
      }
      await db.deleteFrom('crm_inbox').execute();
    }
  });

  it('marks done once, and says how many were', async () => {
    await put('deal:1/a', 'deal:1/b');
    const ids = idsOf(await take());
    assert.equal(await markDone(db, ids), 2);
    assert.equal(await markDone(db, ids), 0);
    assert.equal(await markDone(db, []), 0);
    await letGo();
    assert.deepEqual(await take(), []);
    assert.deepEqual(await put('deal:1/a'), { stored: 0, duplicates: 1 });
  });

  it('gives what failed again later, or never', async () => {
    await put('deal:1/a', 'deal:2/a', 'deal:3/a');
    const [one, two, three] = await take();
    await markFailed(db, idsOf(one ? [one] : []), 'slow down', { retryAfterMs: 0 });
    await markFailed(db, idsOf(two ? [two] : []), 'no answer');
    await markFailed(db, idsOf(three ? [three] : []), 'refused', { retry: false });
    assert.deepEqual(keysOf(await take()), [['deal:1/a']]);
    const { waiting, failed, oldestSeconds, lastError } = await backlog(db);
    assert.deepEqual({ waiting, failed, lastError }, { waiting: 2, failed: 1, lastError: 'slow down' });
    assert.ok(oldestSeconds < 30);
    await letGo();
    assert.deepEqual(keysOf(await take()), [['deal:1/a'], ['deal:2/a']]);
  });

  it('gives up after a day of tries', async () => {
    await put('deal:1/a');
    await db.updateTable('crm_inbox').set({ attempts: 299 }).execute();
    await markFailed(db, idsOf(await take()), 'no answer');
    assert.equal((await backlog(db)).failed, 1);
  });

  it('forgets what was done a week ago, and nothing else', async () => {
    await put('deal:1/a', 'deal:2/a', 'deal:3/a');
    const [done] = await take(1);
    await markDone(db, idsOf(done ? [done] : []));
    await sql`update crm_inbox set received_at = now() - interval '6 days'`.execute(db);
    await removeOldRows(db);
    assert.deepEqual(await put('deal:1/a'), { stored: 0, duplicates: 1 });
    await sql`update crm_inbox set received_at = now() - interval '8 days'`.execute(db);
    await removeOldRows(db);
    assert.deepEqual(await put('deal:1/a', 'deal:2/a'), { stored: 1, duplicates: 1 });
  });
});
