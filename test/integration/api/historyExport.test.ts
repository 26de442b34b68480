import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { type Person, startApi, type TestApi } from './support.ts';

const PATH = '/api/autonomous-actions/export';

describe('API: export of the history', () => {
  let api: TestApi;
  const ids: string[] = [];
  before(async () => {
    api = await startApi();
    for (const who of ['ana', 'ana', 'ben'] as const) {
      const id = await api.makeAction(who, {
        company: { id: `c-${ids.length}`, name: '=HYPERLINK("https://evil.test")' },
      });
      await api.call(who, 'POST', `/api/autonomous-actions/${id}/cancel`, { body: { reason: 'no, thanks' } });
      ids.push(id);
    }
    await api.makeAction('ana');
  });
  after(() => api.stop());

  async function exported(who: Person, query = ''): Promise<string[]> {
    const { status, body } = await api.call(who, 'GET', `${PATH}${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.ok(body.endsWith('\r\n'));
    return body.slice(0, -2).split('\r\n');
  }
  const idsOf = ([, ...lines]: string[]) => lines.map((line) => line.slice(0, 36));

  it('has a header and a line for each action, with the names of the API, and defuses formulas', async () => {
    const { headers } = await api.call('ana', 'GET', PATH);
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8; header=present');
    assert.match(String(headers['content-disposition']), /^attachment; filename="signoff-history\.csv"$/);
    assert.equal(headers['cache-control'], 'no-store');
    const [names = '', newest = ''] = await exported('ana');
    assert.match(names, /^id,status,actionType,triggerType,contextSummary,.*,leftQueueAt,/);
    assert.match(newest, new RegExp(`^${ids[1]},cancelled,draft_email,deal_value_decrease,`));
    assert.ok(newest.includes(`,"'=HYPERLINK(""https://evil.test"")",`), newest);
    assert.match(newest, /,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/);
    assert.ok(newest.includes(',"no, thanks",'));
  });

  it('is bounded to what its caller may see, as the list is', async () => {
    assert.deepEqual(idsOf(await exported('ana')), [ids[1], ids[0]]);
    assert.deepEqual(idsOf(await exported('ben')), [ids[2]]);
    assert.deepEqual(idsOf(await exported('mia')), []);
    assert.deepEqual(idsOf(await exported('mia', '?scope=team')), [ids[1], ids[0]]);
    assert.deepEqual(idsOf(await exported('adam')), [ids[2], ids[1], ids[0]]);
    assert.deepEqual(idsOf(await exported('olga')), []);
    assert.deepEqual(idsOf(await exported('ana', '?userId=ben')), []);
  });

  it('takes the filters of the list, and by sort=newest what waits as well', async () => {
    assert.deepEqual(idsOf(await exported('adam', '?companyId=c-1')), [ids[1]]);
    assert.deepEqual(idsOf(await exported('adam', '?status=executed')), []);
    assert.deepEqual(idsOf(await exported('adam', '?q=hyperlink')), [ids[2], ids[1], ids[0]]);
    assert.deepEqual(idsOf(await exported('adam', '?decidedTo=2020-01-01T00:00:00Z')), []);
    assert.equal((await exported('ana', '?sort=newest')).length, 1 + 3);
    assert.equal((await api.call('ana', 'GET', `${PATH}?limit=5`)).status, 422, 'there are no pages');
  });

  it('begins with a byte order mark where that is asked for', async () => {
    assert.ok(!(await exported('ana'))[0]?.startsWith('\ufeff'));
    assert.ok((await exported('ana', '?bom=true'))[0]?.startsWith('\ufeffid,'));
  });

  it('is complete however long it is: each action once, over all the pages that it is read in', async () => {
    await sql`insert into pending_autonomous_actions (workspace_id, user_id, trigger_type, action_type, action_params,
        original_params, context_summary, expires_at, status, decided_at, occurrence, workflow_id, tell)
      select 'acme', 'ben', 'champion_cold', 'log_touch', '{}', '{}', 'Many', now(), 'expired', now(), n, 'many-' || n, null
      from generate_series(1, 1203) as n`.execute(api.db);
    const lines = idsOf(await exported('ben'));
    assert.equal(lines.length, 1_204);
    assert.equal(new Set(lines).size, 1_204);
  });

  it('is told in the security trail, without what was searched for', async () => {
    await exported('ana', '?q=sarah&status=cancelled');
    const { body } = await api.call('adam', 'GET', '/api/security-trail?event=history_export&limit=1');
    const [{ by, detail }] = body.items;
    assert.deepEqual([by, detail], ['ana', { sort: 'decided', status: ['cancelled'], searched: true }]);
  });

  it('is answered so many times a minute, whatever else a user may ask', async () => {
    const limited = await startApi({ rateLimitPerSecond: 1_000 });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i += 1) statuses.push((await limited.call('ana', 'GET', PATH)).status);
      assert.deepEqual(statuses, [200, 200, 200, 429]);
      const { headers, body } = await limited.call('ana', 'GET', PATH);
      assert.ok(Number(headers['retry-after']) > 1);
      assert.match(body.detail, /3 exports a minute/);
      assert.equal((await limited.call('ben', 'GET', PATH)).status, 200);
      assert.equal((await limited.call('ana', 'GET', '/api/autonomous-actions')).status, 200);
    } finally {
      await limited.stop();
    }
  });
});
