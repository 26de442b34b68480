import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { insertTask, insertTouch } from '../../../src/store/crm/builtInCrm.ts';
import { type Person, startApi, type TestApi } from './support.ts';

interface Item {
  id: string;
  status: string;
  urgency: string;
  autoExecuteAt: string | null;
  expiresAt: string;
  createdAt: string;
}

describe('API: lists', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
    for (let i = 0; i < 12; i += 1) {
      const urgency = ['low', 'normal', 'high'][i % 3];
      const id = await api.makeAction('ana', { actionParams: { urgency }, triggerType: 'champion_cold' });
      if (i % 4 === 0) {
        await sql`update pending_autonomous_actions set auto_execute_at = now() + ${i + 1} * interval '1 minute'
          where id = ${id}`.execute(api.db);
      }
      if (i === 11) await api.call('ana', 'POST', `/api/autonomous-actions/${id}/cancel`);
    }
    // Equal times, as rows of one transaction have them: only the id tells them apart.
    await sql`update pending_autonomous_actions set created_at = now()`.execute(api.db);
  });
  after(() => api.stop());

  async function pages(who: Person, url: string, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const at: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { status, body } = await api.call(who, 'GET', `${url}${url.includes('?') ? '&' : '?'}limit=${limit}${at}`);
      assert.equal(status, 200, JSON.stringify(body));
      assert.ok(body.items.length <= limit);
      items.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor !== null);
    return items;
  }

  it('pages through everything exactly once, the newest first', async () => {
    for (const limit of [1, 5, 12, 200]) {
      const items = await pages('ana', '/api/autonomous-actions', limit);
      assert.equal(items.length, 12);
      assert.equal(new Set(items.map(({ id }) => id)).size, 12);
    }
  });

  it('orders the queue by urgency, then by what would act or expire the soonest', async () => {
    const items = await pages('mia', '/api/autonomous-actions?sort=queue&scope=team', 4);
    assert.equal(items.length, 11, 'pending ones only');
    const rank = { high: '0', normal: '1', low: '2' } as Record<string, string>;
    const keys = items.map(({ urgency, autoExecuteAt, expiresAt, id }) => [
      rank[urgency],
      autoExecuteAt ?? expiresAt,
      id,
    ]);
    assert.deepEqual(keys, keys.toSorted());
  });

  it('is not confused by rows that come while somebody pages', async () => {
    const first = await api.call('ana', 'GET', '/api/autonomous-actions?limit=6');
    await api.makeAction('ana', { triggerType: 'deal_value_increase' });
    const rest = await api.call('ana', 'GET', `/api/autonomous-actions?limit=200&cursor=${first.body.nextCursor}`);
    assert.equal(rest.body.items.length, 6);
  });

  it('filters', async () => {
    await api.makeAction('ana', {
      triggerType: 'meeting_completed',
      company: { id: 'needle', name: 'Needle & 100% Söhne' },
      deal: { id: 'deal-needle' },
    });
    const found = async (query: string) => (await pages('ana', `/api/autonomous-actions?${query}`, 100)).length;
    assert.equal(await found('status=cancelled'), 1);
    assert.equal(await found('status=cancelled&status=executed'), 1);
    assert.equal(await found('actionType=log_touch'), 1);
    assert.equal(await found('triggerType=champion_cold&status=pending'), 11);
    assert.equal(await found('companyId=needle'), 1);
    assert.equal(await found('dealId=deal-needle&companyId=needle'), 1);
    assert.equal(await found(`q=${encodeURIComponent('100% söhne')}`), 1);
    assert.equal(await found(`q=${encodeURIComponent('%')}`), 1, 'no wildcards');
    assert.equal(await found('q=sarah'), await found(''));
    assert.equal(await found('q=nowhere'), 0);
    const { body } = await api.call('ana', 'GET', '/api/autonomous-actions?companyId=needle');
    const edit = { params: { contactName: 'Zoë Quist' } };
    await api.call('ana', 'PATCH', `/api/autonomous-actions/${body.items[0].id}`, { body: edit });
    assert.equal(await found(`q=${encodeURIComponent('ZOË')}`), 1, 'as it was edited');
  });

  it('counts by status, and the pending ones by kind', async () => {
    const { body } = await api.call('ana', 'GET', '/api/autonomous-actions/counts?triggerType=champion_cold');
    assert.deepEqual(body, {
      byStatus: { pending: 11, cancelled: 1 },
      pending: {
        byActionType: { draft_email: 11 },
        byTriggerType: { champion_cold: 11 },
        byUrgency: { low: 4, normal: 4, high: 3 },
        byCurrency: { USD: 11 },
      },
      atLeast: false,
    });
  });

  it('refuses cursors that are not its own', async () => {
    const { body } = await api.call('ana', 'GET', '/api/autonomous-actions?limit=1');
    const urls = [
      '/api/autonomous-actions?cursor=x',
      `/api/autonomous-actions?sort=queue&cursor=${body.nextCursor}`,
      `/api/autonomous-actions?cursor=${Buffer.from("newest 2026'; x").toString('base64url')}`,
      `/api/autonomous-actions?sort=value&currency=USD&cursor=${body.nextCursor}`,
      `/api/autonomous-actions?sort=value&currency=USD&cursor=${Buffer.from('value 1e9 x').toString('base64url')}`,
      `/api/alerts?cursor=${Buffer.from('newest').toString('base64url')}`,
    ];
    for (const url of urls) {
      const answer = await api.call('ana', 'GET', url);
      assert.deepEqual([answer.status, answer.body.errors[0].pointer], [422, '/querystring/cursor'], url);
    }
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'status=unknown', 'colour=red']) {
      const answer = await api.call('ana', 'GET', `/api/autonomous-actions?${query}`);
      assert.equal(answer.status, 422, query);
    }
  });

  it('lists alerts and marks them as read', async () => {
    const all = await pages('ana', '/api/alerts', 5);
    const unread = await pages('ana', '/api/alerts?unread=true', 5);
    assert.equal(unread.length, all.length);
    const first = await api.call('ana', 'POST', `/api/alerts/${all[0]?.id}/read`);
    const again = await api.call('ana', 'POST', `/api/alerts/${all[0]?.id}/read`);
    assert.ok(first.body.readAt);
    assert.equal(again.body.readAt, first.body.readAt);
    assert.equal((await pages('ana', '/api/alerts?unread=false', 5)).length, 1);
    const { body } = await api.call('ana', 'POST', '/api/alerts/read-all');
    assert.deepEqual(body, { marked: all.length - 1 });
    assert.deepEqual(await pages('ana', '/api/alerts?unread=true', 5), []);
  });

  it('shows what was made in the built-in CRM, made once for each delivery', async () => {
    const record = { workspaceId: 'acme', userId: 'ana', subject: 'Call', companyId: 'c' };
    const task = { ...record, dueAt: new Date(), priority: 'high' } as const;
    const first = await insertTask(api.db, 'key-1', task);
    const again = await insertTask(api.db, 'key-1', task);
    assert.deepEqual(again, first);
    await insertTouch(api.db, 'key-2', { ...record, touchType: 'call', occurredAt: new Date() });
    const tasks = await pages('ana', '/api/crm/tasks', 1);
    const touches = await pages('mia', '/api/crm/touches', 1);
    assert.deepEqual([tasks.map(({ id }) => id), touches.length], [[first.id], 1]);
  });
});
