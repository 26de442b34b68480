import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createWebhookInbound } from '../../../src/integrations/crm/webhook/index.ts';
import { signedStandard } from '../../support/signedWebhooks.ts';
import { run } from '../cli/run.ts';
import { startApi, type TestApi } from './support.ts';

const CONFIGURED = `whsec_${randomBytes(24).toString('base64')}`;

describe('webhook keys', function () {
  this.timeout(30_000);
  this.slow(5_000);
  let api: TestApi;

  before(async () => {
    const crms = [createWebhookInbound([CONFIGURED])];
    api = await startApi({ publicUrl: 'https://signoff.test/', webhooks: { crms, workspaceId: 'acme' } });
  });
  after(() => api.stop());
  beforeEach(() => api.db.deleteFrom('webhook_keys').execute());

  const keys = (method: 'GET' | 'POST' | 'DELETE', path = '', body?: object, who: 'adam' | 'olga' = 'adam') =>
    api.call(who, method, `/api/webhook-keys${path}`, { body });
  const make = async (label = 'n8n', who: 'adam' | 'olga' = 'adam'): Promise<{ id: string; secret: string }> => {
    const { status, body } = await keys('POST', '', { label }, who);
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };

  /** Sends a company's change signed with these secrets; answers the status. */
  const send = (...secrets: string[]) => sendAt(Date.now(), secrets);
  async function sendAt(atMs: number, secrets: string[]): Promise<number> {
    const id = randomUUID();
    const record = { id, name: 'Acme Corp' };
    const event = { specversion: '1.0', id, source: 'https://crm.test', type: 'crm.company.updated', data: { record } };
    const { body, headers } = signedStandard(JSON.stringify(event), { secrets, atMs });
    const { statusCode } = await api.app.inject({
      method: 'POST',
      url: '/webhooks/crm',
      headers: { 'content-type': 'application/json', ...headers },
      payload: body,
    });
    return statusCode;
  }
  const expire = (id: string) =>
    api.db
      .updateTable('webhook_keys')
      .set({ expires_at: new Date(0) })
      .where('id', '=', id)
      .execute();

  it('takes what is signed with a new key at once, notes its use, and still what is signed with the configured secret', async () => {
    const key = await make();
    assert.match(key.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.equal(await send(key.secret), 200);
    assert.equal(await send(CONFIGURED), 200);
    const { body } = await keys('GET');
    assert.equal(body.target, 'https://signoff.test/webhooks/crm');
    assert.equal(body.items[0].id, key.id);
    assert.ok(Math.abs(Date.parse(body.items[0].lastUsedAt) - Date.now()) < 60_000);
    assert.ok(!JSON.stringify(body).includes(key.secret));
  });

  it('refuses what is signed with a revoked key, an expired one, or one of nobody, and forgets a revoked secret', async () => {
    const [revoked, expired] = [await make(), await make()];
    assert.deepEqual([await send(revoked.secret), await send(expired.secret)], [200, 200]);
    assert.equal((await keys('DELETE', `/${revoked.id}`)).status, 204);
    assert.equal((await keys('DELETE', `/${revoked.id}`)).status, 404);
    await expire(expired.id);
    assert.deepEqual([await send(revoked.secret), await send(expired.secret)], [401, 401]);
    assert.equal(await send(`whsec_${randomBytes(32).toString('base64')}`), 401);
    const row = await api.db.selectFrom('webhook_keys').selectAll().where('id', '=', revoked.id).executeTakeFirst();
    assert.equal(row?.secret, null);
  });

  it('refuses what a key signed more than five minutes ago, or signs for later', async () => {
    const { secret } = await make();
    for (const minutes of [-5.1, 5.1]) assert.equal(await sendAt(Date.now() + minutes * 60_000, [secret]), 401);
    for (const minutes of [-4.9, 4.9]) assert.equal(await sendAt(Date.now() + minutes * 60_000, [secret]), 200);
  });

  it('takes a request with several signatures where one of them is a key’s', async () => {
    const { secret } = await make();
    assert.equal(await send(`whsec_${randomBytes(32).toString('base64')}`, secret), 200);
  });

  it('replacing leaves no gap: both are taken until the hours are over, then the new one alone', async () => {
    const old = await make();
    const { status, body: made } = await keys('POST', `/${old.id}/replace`, { overlapHours: 2 });
    assert.equal(status, 201);
    assert.ok(Math.abs(Date.parse(made.oldEndsAt) - Date.now() - 2 * 3_600_000) < 60_000);
    assert.deepEqual([await send(old.secret), await send(made.secret)], [200, 200]);
    await expire(old.id);
    assert.deepEqual([await send(old.secret), await send(made.secret)], [401, 200]);
    assert.equal((await keys('POST', `/${old.id}/replace`, {})).status, 404);
    const again = await keys('POST', `/${made.id}/replace`, { overlapHours: 0 });
    assert.deepEqual([await send(made.secret), await send(again.body.secret)], [401, 200]);
  });

  it('replacing never gives a key longer than it had', async () => {
    const old = await make();
    const first = await keys('POST', `/${old.id}/replace`, { overlapHours: 1 });
    const second = await keys('POST', `/${old.id}/replace`, { overlapHours: 48 });
    assert.equal(second.body.oldEndsAt, first.body.oldEndsAt);
  });

  it('an event belongs to the workspace of its key, and no administrator reaches another’s keys', async () => {
    const foreign = await make('theirs', 'olga');
    await api.db.deleteFrom('crm_inbox').execute();
    assert.equal(await send(foreign.secret), 200);
    const rows = await api.db.selectFrom('crm_inbox').select('workspace_id').execute();
    assert.deepEqual(rows, [{ workspace_id: 'other' }]);
    assert.deepEqual((await keys('GET')).body.items, []);
    assert.equal((await keys('DELETE', `/${foreign.id}`)).status, 404);
    assert.equal((await keys('POST', `/${foreign.id}/replace`, {})).status, 404);
    assert.equal(await send(foreign.secret), 200);
  });

  it('so many and no more are in force at once, however many are made at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => keys('POST', '', { label: 'many' })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 201, 201, 409, 409, 409]);
    assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'too-many-keys');
    const [first] = (await keys('GET')).body.items;
    assert.equal((await keys('POST', `/${first.id}/replace`, { overlapHours: 1 })).status, 409);
    // Nothing of what was refused is left behind.
    assert.equal((await keys('GET')).body.items[0].expiresAt, null);
  });

  it('refuses what is no label or no number of hours', async () => {
    const { id } = await make();
    for (const body of [{}, { label: '' }, { label: 'a\nb' }, { label: 'x', secret: 'whsec_mine' }])
      assert.equal((await keys('POST', '', body)).status, 422, JSON.stringify(body));
    for (const overlapHours of [-1, 1.5, 10_000, '2'])
      assert.equal((await keys('POST', `/${id}/replace`, { overlapHours })).status, 422);
    assert.equal((await keys('GET')).body.items.length, 1);
  });

  it('the security trail tells each change with who did it, and no secret', async () => {
    const key = await make('Zapier');
    const { body: made } = await keys('POST', `/${key.id}/replace`, {});
    await keys('DELETE', `/${key.id}`);
    const { body } = await api.call('adam', 'GET', '/api/security-trail?limit=4');
    const told = body.items.map(({ event, by, detail }: { event: string; by: string; detail: { keyId: string } }) => [
      event,
      by,
      detail.keyId,
    ]);
    assert.deepEqual(told, [
      ['webhook_key_revoke', 'adam', key.id],
      ['webhook_key_replace', 'adam', key.id],
      ['webhook_key_add', 'adam', made.id],
      ['webhook_key_add', 'adam', key.id],
    ]);
    assert.match(body.items[0].inWords, /^Webhook key revoked by Adam through the API \(Zapier\)$/);
    assert.doesNotMatch(JSON.stringify(body), /whsec_/);
  });

  it('the command line makes, lists, replaces and revokes the same', async () => {
    const admin = (...args: string[]) =>
      run('src/cli/admin.ts', ['webhook-key', ...args], { env: { DATABASE_URL: api.databaseUrl } });
    const made = await admin('add', '--workspace', 'acme', '--label', 'script');
    assert.equal(made.code, 0, made.err);
    const secret = made.out.trim();
    assert.equal(await send(secret), 200);
    const [{ id }] = (await keys('GET')).body.items;
    const [listed, replaced, wrong] = await Promise.all([
      admin('list', '--workspace', 'acme'),
      admin('replace', id, '--workspace', 'acme', '--overlap-hours', '0'),
      admin('revoke', 'not-an-id'),
    ]);
    assert.match(listed.out, new RegExp(`^${id} +(in force|expired) .*script$`, 'm'));
    assert.doesNotMatch(listed.out, /whsec_/);
    assert.deepEqual([await send(secret), await send(replaced.out.trim())], [401, 200]);
    assert.deepEqual([wrong.code, wrong.err.split('\n').length], [2, 2], wrong.err);
    assert.equal((await admin('revoke', id, '--workspace', 'acme')).code, 0);
    const { body } = await api.call('adam', 'GET', '/api/security-trail?limit=1');
    assert.deepEqual([body.items[0].event, body.items[0].channel], ['webhook_key_revoke', 'console']);
  });
});
