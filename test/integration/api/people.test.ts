import assert from 'node:assert/strict';
import { aTrigger, startApi, type TestApi } from './support.ts';

describe('API: administering people', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const admin = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    api.call('adam', method, `/api${path}`, { body });
  const zoe = { id: 'zoe', role: 'rep', displayName: 'Zoe Brandt', email: 'zoe@acme.test', managerId: 'mia' };
  const trail = async (query = '') => (await admin('GET', `/security-trail${query}`)).body.items;

  it('adds, changes, deactivates and lets in again, and the security trail tells each with who did it', async () => {
    const added = await admin('POST', '/people', zoe);
    assert.equal(added.status, 201, JSON.stringify(added.body));
    assert.deepEqual([added.body.managerId, added.body.hasMailbox, added.body.pending], ['mia', false, 0]);
    const changed = await admin('PATCH', '/people/zoe', { managerId: null, signature: 'Zoe\nAcme' });
    assert.deepEqual([changed.status, changed.body.managerId, changed.body.signature], [200, null, 'Zoe\nAcme']);
    assert.equal((await admin('POST', '/people/zoe/deactivate')).status, 200);
    assert.equal((await admin('POST', '/people/zoe/deactivate')).status, 404);
    assert.equal((await admin('POST', '/people/zoe/reactivate')).body.deactivatedAt, null);

    const told = await trail('?userId=zoe');
    assert.deepEqual(
      told.map(({ event, by, channel }: { event: string; by: string; channel: string }) => [event, by, channel]),
      ['user_reactivate', 'user_deactivate', 'sign_out_everywhere', 'user_change', 'user_add'].map((event) => [
        event,
        'adam',
        'api',
      ]),
    );
    const [change] = told.filter(({ event }: { event: string }) => event === 'user_change');
    assert.deepEqual(change.detail, { changed: ['managerId', 'signature'], managerId: { from: 'mia', to: null } });
    assert.match(change.inWords, /^User changed: Zoe Brandt by .+ through the API$/);
    assert.equal(change.address, '127.0.0.1');
  });

  it('refuses what breaks the rules of people, and changes nothing', async () => {
    const refused = async (body: object, status: number, code: string) => {
      const answer = await admin('POST', '/people', { ...zoe, id: 'yves', email: 'yves@acme.test', ...body });
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
    };
    await refused({ id: 'ana' }, 409, 'taken');
    await refused({ email: 'ANA@signoff.test' }, 409, 'taken');
    await refused({ managerId: 'ben' }, 422, 'invalid-request');
    await refused({ managerId: 'olga' }, 422, 'invalid-request');
    await refused({ role: 'owner' }, 422, 'invalid-request');
    await refused({ slackUserId: 'ana' }, 422, 'invalid-request');
    const { body } = await admin('GET', '/people');
    assert.ok(!body.items.some(({ id }: { id: string }) => id === 'yves'));
  });

  it('does not let the last administrator go, by whatever way', async () => {
    for (const [method, path, body] of [
      ['PATCH', '/people/adam', { role: 'rep' }],
      ['POST', '/people/adam/deactivate', undefined],
    ] as const) {
      const answer = await admin(method, path, body);
      assert.deepEqual([answer.status, answer.body.code], [409, 'last-admin']);
    }
    assert.equal((await admin('GET', '/people')).status, 200);
  });

  it('shows and changes nobody of another workspace', async () => {
    const { body } = await admin('GET', '/people');
    const ids = body.items.map(({ id }: { id: string }) => id);
    assert.ok(ids.includes('ana') && !ids.includes('otto'));
    for (const [method, path] of [
      ['PATCH', '/people/otto'],
      ['POST', '/people/otto/deactivate'],
      ['POST', '/people/otto/sign-out'],
      ['GET', '/people/otto/tokens'],
      ['POST', '/people/otto/tokens'],
    ] as const) {
      const sent = path.endsWith('tokens') && method === 'POST' ? { label: 'x' } : {};
      assert.equal((await admin(method, path, method === 'GET' ? undefined : sent)).status, 404, `${method} ${path}`);
    }
    assert.equal((await api.call('otto', 'GET', '/api/me')).status, 200);
  });

  it('a token is shown once, used, listed without itself, and revoked with the sessions that it opened', async () => {
    const { status, body } = await admin('POST', '/people/ben/tokens', { label: 'Zapier' });
    assert.equal(status, 201);
    const headers = { authorization: `Bearer ${body.token}` };
    assert.equal((await api.call(null, 'GET', '/api/me', { headers })).body.id, 'ben');
    const { body: listed } = await admin('GET', '/people/ben/tokens');
    const token = listed.items.find(({ label }: { label: string }) => label === 'Zapier');
    assert.ok(token.lastUsedAt !== null && !JSON.stringify(listed).includes(body.token));
    // Of another's tokens nothing is revoked by the wrong address.
    assert.equal((await admin('DELETE', `/people/ana/tokens/${token.id}`)).status, 404);
    assert.equal((await admin('DELETE', `/people/ben/tokens/${token.id}`)).status, 204);
    assert.equal((await api.call(null, 'GET', '/api/me', { headers })).status, 401);
    assert.equal((await admin('DELETE', `/people/ben/tokens/${token.id}`)).status, 404);
  });

  it('what lets something happen by itself is told from what to what', async () => {
    const rule = { enabled: true, autoExecuteDelayMinutes: 0 };
    await api.call('ben', 'PUT', '/api/settings', { body: { autoExecute: { send_email: rule } } });
    const [told] = await trail('?event=settings_change&userId=ben');
    assert.deepEqual(told.detail, { 'autoExecute.send_email': { from: null, to: rule } });
    assert.deepEqual([told.by, told.about], ['ben', 'ben']);
  });

  it('tells sign-ins and refused ones, pages without a gap, and exports all of it as lines', async () => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    const bad = await api.call(null, 'POST', '/session', {
      headers,
      body: { token: 'so_nobodys-token-at-all-of-this' },
    });
    assert.equal(bad.status, 401);
    const good = await api.call(null, 'POST', '/session', { headers, body: { token: api.tokens.ana } });
    assert.equal(good.status, 204);
    const events = (await trail('?limit=2')).map(({ event, about }: { event: string; about: string }) => [
      event,
      about,
    ]);
    assert.deepEqual(events, [
      ['sign_in', 'ana'],
      ['sign_in_refused', null],
    ]);
    const all: string[] = [];
    let before = '';
    do {
      const { body } = await admin('GET', `/security-trail?limit=7${before === '' ? '' : `&before=${before}`}`);
      all.push(...body.items.map(({ id }: { id: string }) => id));
      before = body.nextBefore ?? '';
    } while (before !== '');
    assert.equal(new Set(all).size, all.length);
    const { body: lines, headers: answered } = await admin('GET', '/security-trail/export');
    assert.match(String(answered['content-type']), /x-ndjson/);
    const exported = lines
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line));
    assert.deepEqual([exported[0].event, exported[0].by], ['trail_export', 'adam']);
    assert.deepEqual(
      exported.slice(1).map(({ id }: { id: string }) => id),
      all,
    );
    assert.ok(!lines.includes('so_'), 'no secret stands in the trail');
  });

  it('a deactivation that meets a new action of the same situation at the receiver is done all the same', async () => {
    const body = { ...zoe, id: 'yan', email: 'yan@acme.test' };
    await admin('POST', '/people', body);
    const trigger = (userId: string, n: number) =>
      api.call('crm', 'POST', '/api/triggers', { body: { ...aTrigger(`raced-${n}`), userId } });
    for (let n = 0; n < 20; n += 1) await trigger('yan', n);
    const [left] = await Promise.all([
      admin('POST', '/people/yan/deactivate'),
      ...Array.from({ length: 20 }, (_, n) => trigger('mia', 19 - n)),
    ]);
    assert.equal(left.status, 200, JSON.stringify(left.body));
    assert.equal(left.body.handedOver + left.body.kept, 20);
  });

  it('an administrator of another workspace reads nothing of it', async () => {
    const { body } = await api.call('olga', 'GET', '/api/security-trail?limit=200');
    const foreign = body.items.filter(({ about }: { about: string | null }) => about === 'ana' || about === 'zoe');
    assert.deepEqual(foreign, []);
  });
});
