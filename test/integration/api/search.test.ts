import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { type Person, startApi, type TestApi } from './support.ts';

describe('API: search', () => {
  let api: TestApi;
  let id: string;
  before(async () => {
    api = await startApi();
    id = await api.makeAction('ana', {
      company: { id: 'cobalt', name: 'Cobalt Söhne & Cie' },
      deal: { id: 'deal-cobalt', name: 'Renewal 2027', amountMinor: 100, currency: 'EUR' },
      contact: { id: 'contact-lee', name: 'Sarah-Jane Lee', email: 'sj@cobalt.example' },
    });
    await api.makeAction('ana', { company: { id: 'needle', name: 'Needle Inc' } });
  });
  after(() => api.stop());

  async function found(q: string, who: Person = 'ana'): Promise<string[]> {
    const { status, body } = await api.call(who, 'GET', `/api/autonomous-actions?q=${encodeURIComponent(q)}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map((item: { id: string }) => item.id);
  }

  it('finds what has every word, in any order, any case and any place', async () => {
    for (const q of [
      'cobalt renewal',
      'RENEWAL söhne',
      '2027 lee cobalt',
      'öhn',
      'newal 202',
      'sj@cobalt.example',
      'cobalt.exa',
    ]) {
      assert.deepEqual(await found(q), [id], q);
    }
    assert.deepEqual(await found('cobalt needle'), [], 'each of them, not one');
  });

  it('finds words of one and two letters where a word begins', async () => {
    assert.deepEqual(await found('le cobalt'), [id], 'Lee');
    assert.deepEqual(await found('ci'), [id], 'Cie');
    assert.deepEqual(await found('öh'), [], 'within Söhne');
    assert.deepEqual(await found('&'), [id], 'what is no letter stands anywhere');
  });

  it('takes nothing for a wildcard', async () => {
    for (const q of ['%', '_', 'cob%lt', 'c_balt', '\\']) assert.deepEqual(await found(q), [], q);
  });

  it('finds nothing that its caller may not see', async () => {
    assert.deepEqual(await found('cobalt', 'ben'), []);
    assert.deepEqual(await found('cobalt', 'olga'), []);
    assert.deepEqual(await found('cobalt', 'adam'), [id]);
  });

  it('finds an action as it was edited, and no longer as it was', async () => {
    const edited = await api.makeAction('ana', {
      contact: { id: 'contact-x', name: 'Quentin Xu', email: 'xu@acme.test' },
    });
    const params = { subject: 'Zephyr' };
    await api.call('ana', 'PATCH', `/api/autonomous-actions/${edited}`, { body: { params } });
    assert.deepEqual(await found('zephyr'), [edited]);
    await api.call('ana', 'PATCH', `/api/autonomous-actions/${edited}`, { body: { params: { subject: 'Meridian' } } });
    assert.deepEqual(await found('zephyr'), []);
  });

  it('forgets a person who is to be forgotten', async () => {
    const email = 'gone@forgotten.example';
    await api.makeAction('ana', { contact: { id: 'contact-gone', name: 'Gisela Gone', email } });
    assert.equal((await found('gisela')).length, 1);
    const { status } = await api.call('adam', 'POST', '/api/contacts/erase', { body: { email } });
    assert.equal(status, 200);
    const { rows } = await sql`select from action_search where text ~ 'gisela|forgotten.example'`.execute(api.db);
    assert.deepEqual(rows, []);
  });

  it('costs a decision nothing: what is searched is not written with it', async () => {
    const decided = await api.makeAction('ana');
    const version = () =>
      sql<{ xmin: string; ctid: string }>`select xmin::text, ctid::text from action_search where action_id = ${decided}`
        .execute(api.db)
        .then(({ rows }) => rows[0]);
    const before = await version();
    assert.ok(before);
    await api.call('ana', 'POST', `/api/autonomous-actions/${decided}/approve`);
    assert.deepEqual(await version(), before);
  });

  it('is by an index, whatever the length of the words', async () => {
    for (const pattern of ['%cobalt%', '% co%', '% c%']) {
      const plan = await api.db.transaction().execute(async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx);
        return sql<{ 'QUERY PLAN': string }>`explain select action_id from action_search
          where text like lower(${sql.lit(pattern)})`.execute(tx);
      });
      const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.match(text, /Bitmap Index Scan on action_search_text/, pattern);
    }
  });

  it('counts up to a thousand that were found, and says that there are more', async () => {
    const counts = (query: string) =>
      api.call('ana', 'GET', `/api/autonomous-actions/counts?${query}`).then(({ body }) => body);
    const few = await counts('q=needle');
    assert.deepEqual([few.byStatus, few.atLeast], [{ pending: 1 }, false]);
    await sql`insert into pending_autonomous_actions (workspace_id, user_id, trigger_type, action_type, action_params,
        original_params, context_summary, expires_at, status, occurrence, workflow_id, tell)
      select 'acme', 'ana', 'champion_cold', 'log_touch', '{}', '{}', 'Thimble ' || n, now(), 'expired', n, 'thimble-' || n, null
      from generate_series(1, 1001) as n`.execute(api.db);
    const many = await counts('q=thimble');
    assert.equal(many.atLeast, true);
    assert.ok(many.byStatus.expired >= 1_000);
    assert.equal((await counts('q=needle')).atLeast, false);
    const all = await counts('');
    assert.deepEqual([all.byStatus.expired, all.atLeast], [1_001, false], 'without a text all are counted');
  });
});
