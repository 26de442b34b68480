import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { removeOldRows } from '../../src/store/database/retention.ts';
import { startApi, type TestApi } from './api/support.ts';

describe('keeping', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const idsOf = async (table: 'trigger_log' | 'crm_engagements' | 'events') => {
    const { rows } = await sql<{ id: string }>`select id::text from ${sql.table(table)} order by id`.execute(api.db);
    return rows.map(({ id }) => id);
  };

  /** How many rows each statement has changed. */
  function countingRows() {
    const batches: number[] = [];
    const db = api.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        batches.push(Number(result.numAffectedRows ?? 0n));
        return result;
      },
    });
    return { db, batches };
  }
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

  it('removes the trigger log after 180 days and events after 7, in batches, and keeps the newest event', async () => {
    await sql`insert into trigger_log (workspace_id, outcome, payload, created_at)
      select 'acme', 'stale', '{}', now() - n * interval '1 day' from generate_series(171, 190) as n`.execute(api.db);
    await sql`insert into events (workspace_id, user_id, type, data, seq, created_at)
      select 'acme', 'ana', 'action.edited', '{}', n, now() - interval '8 days'
      from generate_series(1, 10) as n`.execute(api.db);
    const { db, batches } = countingRows();
    await removeOldRows(db, { batchRows: 3 });
    assert.equal((await idsOf('trigger_log')).length, 9);
    assert.equal((await idsOf('events')).length, 1);
    assert.equal(sum(batches), 11 + 9);
    assert.ok(Math.max(...batches) <= 3, `at once: ${batches}`);
  });

  it('lets requests be repeated for a day, and forgets their keys in batches', async () => {
    await sql`insert into trigger_log (workspace_id, outcome, payload, request_key, created_at)
      select 'acme', 'stale', '{}', 'request-' || n, now() - n * interval '5 hours 30 minutes'
      from generate_series(1, 11) as n`.execute(api.db);
    const { db, batches } = countingRows();
    await removeOldRows(db, { batchRows: 3 });
    const { rows } = await sql<{ kept: string }>`
      select request_key as kept from trigger_log where request_key is not null order by created_at desc`.execute(
      api.db,
    );
    assert.deepEqual(
      rows.map(({ kept }) => kept),
      ['request-1', 'request-2', 'request-3', 'request-4'],
    );
    assert.deepEqual([sum(batches), Math.max(...batches)], [7, 3]);
  });

  it('removes old engagements, but none from which a silence is reckoned', async () => {
    await sql`insert into crm_engagements (workspace_id, crm, id, kind, contact_id, direction, at)
      select 'acme', 'webhook', id, 'email', contact, direction, now() - days * interval '1 day'
      from (values
        ('1-answered-then', 'sarah', 'inbound', 700), ('2-asked-then', 'sarah', 'outbound', 650),
        ('3-answered-last', 'sarah', 'inbound', 600), ('4-asked-since', 'sarah', 'outbound', 550),
        ('5-asked-again', 'sarah', 'outbound', 10), ('6-only', 'tom', 'inbound', 900)
      ) as e (id, contact, direction, days)`.execute(api.db);
    await removeOldRows(api.db);
    assert.deepEqual(await idsOf('crm_engagements'), ['3-answered-last', '4-asked-since', '5-asked-again', '6-only']);
  });

  it('tells no name of another workspace for whoever a signal says it is by', async () => {
    const id = await api.makeAction('ana');
    for (const [by, name] of [
      ['olga', null],
      ['mia', 'Mia'],
    ]) {
      await sql`update pending_autonomous_actions set decided_by = ${by}, version = version + 1 where id = ${id}`.execute(
        api.db,
      );
      const { data } = await api.db
        .selectFrom('events')
        .select('data')
        .where('action_id', '=', id)
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow();
      assert.deepEqual([data.decidedBy, data.decidedByName], [by, name]);
    }
  });
});
