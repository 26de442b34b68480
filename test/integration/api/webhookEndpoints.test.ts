import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { removeOldRows } from '../../../src/store/database/retention.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { run } from '../cli/run.ts';
import { startApi, type TestApi } from './support.ts';

const URL = 'https://hooks.acme.test/signoff?token=in-the-query';

describe('endpoints for outgoing webhooks', function () {
  this.timeout(60_000);
  this.slow(5_000);
  let api: TestApi;

  before(async () => {
    api = await startApi();
    await publishSealingKey(api.db, await sealingKeyOf(randomBytes(32).toString('base64')));
  });
  after(() => api.stop());
  beforeEach(() => api.db.deleteFrom('webhook_endpoints').execute());

  type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
  const call = (method: Method, path = '', body?: object, who: 'adam' | 'olga' | 'ana' = 'adam') =>
    api.call(who, method, `/api/webhook-endpoints${path}`, { body });
  const add = async (body: object = { url: URL }): Promise<{ id: string; secret: string }> => {
    const answer = await call('POST', '', body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  };
  const admin = (...args: string[]) =>
    run('src/cli/admin.ts', ['webhook-endpoint', ...args], { env: { DATABASE_URL: api.databaseUrl } });

  it('one is added with its secret shown once, listed without, changed, rotated and removed, each told in the trail without secret or path', async () => {
    const { id, secret } = await add({ url: URL, eventTypes: ['action.pending'] });
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const listed = await call('GET');
    const { createdAt, ...shown } = listed.body.items[0];
    assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
    assert.deepEqual(shown, {
      id,
      url: URL,
      eventTypes: ['action.pending'],
      oldSecretEndsAt: null,
      createdBy: 'adam',
      disabledAt: null,
      disabledReason: null,
    });
    const changed = await call('PATCH', `/${id}`, { enabled: false, eventTypes: ['action.failed'] });
    assert.deepEqual([changed.body.disabledReason, changed.body.eventTypes], ['by_hand', ['action.failed']]);
    assert.equal((await call('PATCH', `/${id}`, { enabled: true })).body.disabledAt, null);
    const rotated = await call('POST', `/${id}/rotate-secret`);
    assert.notEqual(rotated.body.secret, secret);
    assert.equal((await call('GET')).body.items[0].oldSecretEndsAt, rotated.body.oldEndsAt);
    assert.equal((await call('DELETE', `/${id}`)).status, 204);
    assert.equal((await call('DELETE', `/${id}`)).status, 404);

    const { body } = await api.call('adam', 'GET', '/api/security-trail?limit=5');
    const told = body.items.map(({ event, by, detail }: { event: string; by: string; detail: object }) => [
      event,
      by,
      'endpointId' in detail && detail.endpointId,
    ]);
    assert.deepEqual(told, [
      ['webhook_endpoint_remove', 'adam', id],
      ['webhook_endpoint_rotate', 'adam', id],
      ['webhook_endpoint_change', 'adam', id],
      ['webhook_endpoint_change', 'adam', id],
      ['webhook_endpoint_add', 'adam', id],
    ]);
    assert.match(body.items[0].inWords, /removed by Adam through the API \(hooks\.acme\.test\)$/);
    assert.doesNotMatch(JSON.stringify(body), /whsec_|in-the-query/);
  });

  it('refuses an address that is not the internet’s or not https, and what is no event', async () => {
    for (const url of [
      'http://hooks.acme.test/',
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://2130706433/',
      'https://user:pass@hooks.acme.test/',
      'https://hooks.acme.test/#here',
      'ftp://hooks.acme.test/',
      'hooks.acme.test',
    ]) {
      const { status, body } = await call('POST', '', { url });
      assert.deepEqual([status, body.errors?.[0]?.pointer], [422, '/url'], url);
    }
    const { id } = await add();
    assert.equal((await call('PATCH', `/${id}`, { url: 'https://10.0.0.1/' })).status, 422);
    for (const eventTypes of [[], ['action.deleted'], ['action.failed', 'action.failed']])
      assert.equal((await call('POST', '', { url: URL, eventTypes })).status, 422, JSON.stringify(eventTypes));
    assert.equal((await call('PATCH', `/${id}`, {})).status, 422);
    assert.equal((await call('GET')).body.items[0].url, URL);
  });

  it('so many and no more there may be, however many are added at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 13 }, () => call('POST', '', { url: URL })));
    assert.equal(answers.filter(({ status }) => status === 201).length, 10);
    assert.deepEqual([...new Set(answers.flatMap(({ body }) => body.code ?? []))], ['too-many-endpoints']);
  });

  it('without a worker that holds a key nothing is added, and it says why', async () => {
    const bare = await startApi();
    try {
      const { status, body } = await bare.call('adam', 'POST', '/api/webhook-endpoints', { body: { url: URL } });
      assert.deepEqual([status, body.code], [409, 'no-sealing-key']);
      assert.match(body.detail, /no worker with a SECRET_KEY/);
    } finally {
      await bare.stop();
    }
  });

  it('deliveries are listed page by page and by state, and sent again by administrators of the workspace alone', async () => {
    const { id } = await add();
    const sent: string[] = [];
    for (let i = 0; i < 3; i += 1) sent.unshift((await call('POST', `/${id}/test`)).body.deliveryId);
    const first = await call('GET', `/${id}/deliveries?limit=2`);
    const second = await call('GET', `/${id}/deliveries?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...second.body.items].map((delivery: { id: string }) => delivery.id);
    assert.deepEqual([ids, second.body.nextCursor], [sent, null]);
    assert.equal((await call('GET', `/${id}/deliveries?cursor=nonsense`)).status, 422);
    await api.db
      .updateTable('webhook_deliveries')
      .set({ state: 'failed' })
      .where('id', '=', sent[0] ?? '')
      .execute();
    const failed = await call('GET', `/${id}/deliveries?state=failed`);
    assert.deepEqual(
      failed.body.items.map(({ id }: { id: string }) => id),
      [sent[0]],
    );

    const resend = (who: 'adam' | 'olga' | 'ana') => api.call(who, 'POST', `/api/webhook-deliveries/${sent[0]}/resend`);
    assert.deepEqual([(await resend('ana')).status, (await resend('olga')).status], [403, 404]);
    const again = await resend('adam');
    assert.equal(again.status, 202);
    const [newest] = (await call('GET', `/${id}/deliveries?limit=1`)).body.items;
    assert.deepEqual([newest.id, newest.eventId], [again.body.deliveryId, failed.body.items[0].eventId]);
    assert.equal((await call('GET', `/${id}/deliveries`, undefined, 'olga')).status, 404);
    assert.deepEqual((await call('GET', '', undefined, 'olga')).body.items, []);
    await call('PATCH', `/${id}`, { enabled: false });
    assert.deepEqual(
      [(await resend('adam')).body.code, (await call('POST', `/${id}/test`)).status],
      ['endpoint-disabled', 409],
    );
  });

  it('what was delivered is forgotten after 30 days, what is still to be delivered is not unless its endpoint is disabled, and an old secret a day later', async () => {
    const { id } = await add();
    await call('POST', `/${id}/rotate-secret`);
    for (let i = 0; i < 3; i += 1) await call('POST', `/${id}/test`);
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    const [a, b, c] = (await call('GET', `/${id}/deliveries`)).body.items.map(({ id }: { id: string }) => id);
    const set = (delivery: string, change: object) =>
      api.db.updateTable('webhook_deliveries').set(change).where('id', '=', delivery).execute();
    await set(a, { state: 'delivered', created_at: days(31) });
    await set(b, { state: 'delivered', created_at: days(29) });
    await set(c, { state: 'trying', created_at: days(31) });
    await api.db
      .updateTable('webhook_endpoints')
      .set({ old_secret_until: days(1) })
      .execute();
    await removeOldRows(api.db);
    const left = (await call('GET', `/${id}/deliveries`)).body.items.map(({ id }: { id: string }) => id);
    assert.deepEqual(left.sort(), [b, c].sort());
    await call('PATCH', `/${id}`, { enabled: false });
    await removeOldRows(api.db);
    const [kept, ...others] = (await call('GET', `/${id}/deliveries`)).body.items;
    assert.deepEqual([kept.id, others], [b, []]);
    const { old_secret } = await api.db.selectFrom('webhook_endpoints').selectAll().executeTakeFirstOrThrow();
    assert.equal(old_secret, null);
  });

  it('the command line does the same', async function () {
    // A process for each command.
    this.timeout(120_000);
    const at = ['--workspace', 'acme'];
    const added = await admin('add', URL, '--events', 'action.pending, action.failed', ...at);
    assert.match(added.out, /^whsec_[A-Za-z0-9+/]{43}=\n$/, added.err);
    const [{ id }] = (await call('GET')).body.items;
    const [listed, tested, bad, wrong] = await Promise.all([
      admin('list', ...at),
      admin('test', id, ...at),
      admin('add', 'https://10.0.0.1/', ...at),
      admin('set', id, '--disable', '--enable', ...at),
    ]);
    assert.match(listed.out, new RegExp(`^${id} +enabled .*action\\.pending,action\\.failed +https://hooks`, 'm'));
    assert.match(bad.err, /URL the address is private or reserved/);
    assert.deepEqual([bad.code, wrong.code], [2, 2]);
    const [deliveryId = ''] = /[0-9a-f-]{36}/.exec(tested.out) ?? [];
    const resent = await admin('resend', deliveryId, ...at);
    assert.equal(resent.code, 0, resent.err);
    const shown = await admin('deliveries', id, ...at);
    assert.match(shown.out, new RegExp(`^${deliveryId} +dropped +webhook.test .*sent again instead$`, 'm'));
    const rotated = await admin('rotate', id, ...at);
    assert.match(rotated.out, /^whsec_/);
    assert.notEqual(rotated.out, added.out);
    assert.match((await admin('set', id, '--disable', ...at)).out, /changed, and disabled/);
    assert.equal((await admin('remove', id, ...at)).code, 0);
    assert.equal((await admin('remove', id, ...at)).code, 1);
  });
});
