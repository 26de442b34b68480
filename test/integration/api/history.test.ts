import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { recordDelivered } from '../../../src/store/execution/settle.ts';
import { claimFor, type Person, startApi, type TestApi } from './support.ts';

interface Item {
  id: string;
  status: string;
  leftQueueAt: string | null;
}

describe('API: history', () => {
  let api: TestApi;
  const ids: Record<'waiting' | 'cancelled' | 'approved' | 'expired' | 'byItself' | 'bens', string> = {
    waiting: '',
    cancelled: '',
    approved: '',
    expired: '',
    byItself: '',
    bens: '',
  };
  before(async () => {
    api = await startApi();
    for (const name of Object.keys(ids) as (keyof typeof ids)[]) {
      ids[name] = await api.makeAction(name === 'bens' ? 'ben' : 'ana', { contextSummary: `${name} one` });
    }
    await decide('ana', 'cancelled', 'cancel');
    await decide('ana', 'approved', 'approve');
    await decide('ben', 'bens', 'cancel');
    const { rows } = await sql`update pending_autonomous_actions set status = 'expired', decision = 'expire',
      decision_channel = 'timer', decided_at = now() where id = ${ids.expired} returning id`.execute(api.db);
    assert.equal(rows.length, 1);
    await sql`update pending_autonomous_actions set status = 'failed', executing_at = now(), failure = '{"kind":"x","message":"y"}'
      where id = ${ids.byItself}`.execute(api.db);
    // The order in which they left is the reverse of the one in which they were made, minutes apart.
    for (const [minutes, id] of [ids.cancelled, ids.approved, ids.bens, ids.expired, ids.byItself].entries()) {
      await sql`update pending_autonomous_actions set
        decided_at = case when decided_at is not null then timestamptz '2026-11-02 12:00Z' - ${minutes} * interval '1 minute' end,
        executing_at = case when executing_at is not null then timestamptz '2026-11-02 12:00Z' - ${minutes} * interval '1 minute' end
        where id = ${id}`.execute(api.db);
    }
  });
  after(() => api.stop());

  async function decide(who: Person, name: keyof typeof ids, verb: string): Promise<void> {
    const { status, body } = await api.call(who, 'POST', `/api/autonomous-actions/${ids[name]}/${verb}`);
    assert.equal(status, 200, JSON.stringify(body));
  }

  async function list(who: Person, query = ''): Promise<Item[]> {
    const { status, body } = await api.call(who, 'GET', `/api/autonomous-actions?sort=decided${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items;
  }
  const history = async (who: Person, query = '') => (await list(who, query)).map(({ id }) => id);

  it('has what was decided, has expired or was executed by itself, the last first, and nothing that waits', async () => {
    assert.deepEqual(await history('ana'), [ids.cancelled, ids.approved, ids.expired, ids.byItself]);
    for (const { leftQueueAt } of await list('ana')) assert.ok(leftQueueAt);
    const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${ids.waiting}`);
    assert.equal(body.leftQueueAt, null);
  });

  it('is bounded to what its caller may see', async () => {
    const all = [ids.cancelled, ids.approved, ids.bens, ids.expired, ids.byItself];
    assert.deepEqual(await history('adam'), all);
    assert.deepEqual(await history('mia'), [], 'her own');
    assert.deepEqual(await history('mia', '&scope=team'), await history('ana'));
    assert.deepEqual(await history('ben'), [ids.bens]);
    assert.deepEqual(await history('olga'), []);
    assert.deepEqual(await history('ana', '&userId=ben'), []);
  });

  it('begins at decidedFrom and ends before decidedTo, in lists and counts', async () => {
    const at = (minute: number) => `2026-11-02T${minute === 0 ? '12:00' : `11:${60 - minute}`}:00Z`;
    assert.deepEqual(await history('adam', `&decidedFrom=${at(1)}`), [ids.cancelled, ids.approved]);
    assert.deepEqual(await history('adam', `&decidedTo=${at(1)}`), [ids.bens, ids.expired, ids.byItself]);
    const between = `&decidedFrom=${at(3)}&decidedTo=${at(1)}`;
    assert.deepEqual(await history('adam', between), [ids.bens, ids.expired]);
    assert.deepEqual(await history('adam', `${between}&status=expired`), [ids.expired]);
    const { body } = await api.call('adam', 'GET', `/api/autonomous-actions/counts?${between.slice(1)}`);
    assert.deepEqual(body.byStatus, { cancelled: 1, expired: 1 });
    const { status } = await api.call('adam', 'GET', '/api/autonomous-actions?decidedFrom=yesterday');
    assert.equal(status, 422);
  });

  it('narrows by status, types, company, failure and text', async () => {
    assert.deepEqual(await history('ana', '&status=cancelled&status=failed'), [ids.cancelled, ids.byItself]);
    assert.deepEqual(await history('ana', '&q=expired'), [ids.expired]);
    assert.deepEqual(await history('ana', '&failure=open'), [ids.byItself]);
    assert.deepEqual(await history('ana', '&actionType=notify_rep'), []);
    assert.deepEqual(await history('ana', '&triggerType=champion_cold'), []);
    assert.deepEqual(await history('ana', '&status=pending'), []);
  });

  it('pages through everything once, while actions are decided and outcomes follow', async () => {
    const before = await history('adam');
    const first = await api.call('adam', 'GET', '/api/autonomous-actions?sort=decided&limit=2');
    const seen = first.body.items.map(({ id }: Item) => id);
    assert.equal(seen[1], ids.approved);
    const claim = await claimFor(api, ids.approved);
    assert.ok(claim.kind === 'claimed');
    await recordDelivered(api.db, claim.action, claim.attempt, {});
    const newer = await api.makeAction('ana');
    await api.call('ana', 'POST', `/api/autonomous-actions/${newer}/cancel`);
    let cursor: string | null = first.body.nextCursor;
    while (cursor !== null) {
      const next = await api.call('adam', 'GET', `/api/autonomous-actions?sort=decided&limit=1&cursor=${cursor}`);
      seen.push(...next.body.items.map(({ id }: Item) => id));
      cursor = next.body.nextCursor;
    }
    assert.deepEqual(seen, before);
    assert.deepEqual(await history('adam'), [newer, ...before], 'an outcome moves nothing');
  });

  it('tells those of one moment apart, and pages through them once', async () => {
    await sql`update pending_autonomous_actions set decided_at = now() where left_queue_at is not null`.execute(api.db);
    const whole = await history('adam');
    const pages: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call('adam', 'GET', `/api/autonomous-actions?sort=decided&limit=1${cursor}`);
      pages.push(...body.items.map(({ id }: Item) => id));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    assert.deepEqual(pages, whole);
  });
});
