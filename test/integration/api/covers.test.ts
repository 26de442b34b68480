import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { startApi, type TestApi } from './support.ts';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

describe('API: covers', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi();
  });
  afterEach(() => api.stop());

  const add = (who: 'ana' | 'mia' | 'max' | 'adam', body: object) => api.call(who, 'POST', '/api/covers', { body });
  const sees = async (id: string) => (await api.call('ben', 'GET', `/api/autonomous-actions/${id}`)).status === 200;

  it('whoever covers sees and decides in that time and no longer; the owner stays, and the trail names both', async () => {
    const [first, second] = [await api.makeAction('ana'), await api.makeAction('ana')];
    assert.equal(await sees(first), false);
    const { status, body } = await add('ana', { coverId: 'ben', endsAt: inHours(8) });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(await sees(first), true);
    const queue = await api.call('ben', 'GET', '/api/autonomous-actions');
    assert.ok(queue.body.items.some(({ id }: { id: string }) => id === first));
    const approved = await api.call('ben', 'POST', `/api/autonomous-actions/${first}/approve`);
    assert.equal(approved.status, 200, JSON.stringify(approved.body));
    const { body: detail } = await api.call('ana', 'GET', `/api/autonomous-actions/${first}`);
    assert.equal(detail.userId, 'ana');
    assert.ok(
      detail.audit.some(({ inWords }: { inWords: string }) => /^Approved by .*[Bb]en.* for .*[Aa]na/.test(inWords)),
      JSON.stringify(detail.audit),
    );

    assert.equal((await api.call('ana', 'DELETE', `/api/covers/${body.id}`)).status, 204);
    assert.equal(await sees(second), false);
    assert.equal((await api.call('ben', 'POST', `/api/autonomous-actions/${second}/approve`)).status, 404);
  });

  it('neither before it begins nor after it has ended', async () => {
    const id = await api.makeAction('ana');
    await add('ana', { coverId: 'ben', beginsAt: inHours(1), endsAt: inHours(2) });
    assert.equal(await sees(id), false);
    await sql`update covers set begins_at = now() - interval '1 hour'`.execute(api.ownerDb);
    assert.equal(await sees(id), true);
    await sql`update covers set ends_at = now()`.execute(api.ownerDb);
    assert.equal(await sees(id), false);
  });

  it('everybody names his own cover, a manager his team’s, an administrator anybody’s', async () => {
    const cover = { coverId: 'ben', endsAt: inHours(1) };
    assert.equal((await add('ana', { ...cover, userId: 'mia' })).status, 422);
    assert.equal((await add('max', { ...cover, userId: 'ana' })).status, 422);
    assert.equal((await add('mia', { ...cover, userId: 'ana' })).status, 201);
    assert.equal((await add('adam', { ...cover, userId: 'mia' })).status, 201);
    for (const coverId of ['ana', 'adam', 'crm', 'otto', 'nobody']) {
      assert.equal((await add('ana', { coverId, endsAt: inHours(1) })).status, 422, coverId);
    }
    assert.equal((await add('ana', { coverId: 'ben', endsAt: inHours(-1) })).status, 422);
  });

  it('whoever sees a cover is who gives or takes it, the manager, and administrators', async () => {
    await add('ana', { coverId: 'ben', endsAt: inHours(1) });
    const seen = async (who: 'ana' | 'ben' | 'mia' | 'max' | 'adam' | 'otto') =>
      (await api.call(who, 'GET', '/api/covers')).body.items.length;
    assert.deepEqual(
      await Promise.all((['ana', 'ben', 'mia', 'max', 'adam', 'otto'] as const).map(seen)),
      [1, 1, 1, 0, 1, 0],
    );
  });
});
