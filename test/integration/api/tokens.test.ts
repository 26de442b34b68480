import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import type { Verb } from '../../../src/domain/verbs.ts';
import { createToken, listTokens, revokeToken, type TokenLimits } from '../../../src/store/access/tokens.ts';
import { eventually } from '../../support/eventually.ts';
import { aTrigger, type Person, startApi, type TestApi } from './support.ts';

describe('API: what a token is limited to', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  let made = 0;
  /** Headers with a new token of somebody's, and its id. */
  async function tokenOf(userId: Person, limits: TokenLimits = {}) {
    made += 1;
    const token = await createToken(api.db, userId, `limited ${made}`, SYSTEM, limits);
    const id = (await listTokens(api.db, userId)).find(({ label }) => label === `limited ${made}`)?.id ?? assert.fail();
    return { id, token, headers: { authorization: `Bearer ${token}` } };
  }
  const expire = (id: string) =>
    api.db
      .updateTable('api_tokens')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('id', '=', id)
      .execute();
  const statusOf = async (url: string, headers: Record<string, string>) =>
    (await api.call(null, 'GET', url, { headers })).status;

  /** Until so many of the API's statements wait for a row. */
  const untilWaiting = (count: number) =>
    eventually(async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(api.db);
      assert.equal(rows[0]?.n, count);
    });

  it('ends when it expires, with the session that it opened', async () => {
    const { id, token, headers } = await tokenOf('ana', { days: 1 });
    const sameOrigin = { 'sec-fetch-site': 'same-origin' };
    const signedIn = await api.call(null, 'POST', '/session', { body: { token }, headers: sameOrigin });
    const session = { ...sameOrigin, cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '' };
    assert.deepEqual([await statusOf('/api/me', headers), await statusOf('/api/me', session)], [200, 200]);
    await expire(id);
    assert.deepEqual([await statusOf('/api/me', headers), await statusOf('/api/me', session)], [401, 401]);
    assert.equal((await api.call(null, 'POST', '/session', { body: { token }, headers: sameOrigin })).status, 401);
  });

  it('is in force for a year unless told otherwise, and says until when', async () => {
    const { status, body } = await api.call('adam', 'POST', '/api/people/ben/tokens', { body: { label: 'a year' } });
    assert.equal(status, 201, JSON.stringify(body));
    const { items } = (await api.call('adam', 'GET', '/api/people/ben/tokens')).body;
    const { expiresAt } = items.find(({ label }: { label: string }) => label === 'a year');
    const days = (Date.parse(expiresAt) - Date.now()) / 86_400_000;
    assert.ok(days > 364.9 && days < 365.1, expiresAt);
    for (const wrong of [0, 1_096, 1.5]) {
      const refused = await api.call('adam', 'POST', '/api/people/ben/tokens', { body: { label: 'x', days: wrong } });
      assert.equal(refused.status, 422, String(wrong));
    }
  });

  it('may do what it names and nothing else, and says so of itself', async () => {
    const { headers } = await tokenOf('ana', { verbs: ['actions.read', 'me.read'] });
    const id = await api.makeAction('ana');
    assert.equal(await statusOf(`/api/autonomous-actions/${id}`, headers), 200);
    assert.deepEqual((await api.call(null, 'GET', '/api/me', { headers })).body.may, ['actions.read', 'me.read']);
    const refused = await api.call(null, 'POST', `/api/autonomous-actions/${id}/cancel`, { headers, body: {} });
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden']);
    assert.match(refused.body.detail, /not made for this \(actions\.decide\)/);
    assert.equal(await statusOf('/api/settings', headers), 403);
  });

  it('signs nobody in, and makes no other token, where it is limited', async () => {
    const sameOrigin = { 'sec-fetch-site': 'same-origin' };
    const { token } = await tokenOf('ana', { verbs: ['actions.read'] });
    const signIn = await api.call(null, 'POST', '/session', { body: { token }, headers: sameOrigin });
    assert.deepEqual([signIn.status, signIn.body.code], [403, 'forbidden']);
    const { headers } = await tokenOf('adam', { verbs: ['people.manage'] });
    assert.equal(await statusOf('/api/people', headers), 200);
    const more = await api.call(null, 'POST', '/api/people/ana/tokens', { headers, body: { label: 'more' } });
    assert.equal(more.status, 403);
  });

  it('is made for nothing that its user may never do', async () => {
    const ask = (who: Person, verbs: Verb[]) =>
      api.call('adam', 'POST', `/api/people/${who}/tokens`, { body: { label: 'x', verbs } });
    const refused = await ask('ana', ['actions.read', 'people.manage']);
    assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/verbs']);
    assert.equal((await ask('crm', ['people.provision'])).status, 201);
    const { mayBeFor } = (await api.call('adam', 'GET', '/api/people/crm/tokens')).body;
    assert.deepEqual(mayBeFor, ['triggers.create', 'people.provision', 'me.read']);
  });

  it('of a program causes no email that nobody approved, unless an administrator allowed it', async () => {
    const autoExecute = {
      send_email: { enabled: true, autoExecuteDelayMinutes: 30 },
      log_touch: { enabled: true, autoExecuteDelayMinutes: 30 },
    };
    assert.equal((await api.call('ana', 'PUT', '/api/settings', { body: { autoExecute } })).status, 200);
    const armed = async (headers: Record<string, string>, actionType: string) => {
      made += 1;
      const body = { ...aTrigger(`armed-${made}`), actionType, userId: 'ana' };
      const answer = await api.call(null, 'POST', '/api/triggers', { headers, body });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body.autoExecuteAt !== null;
    };
    const [plain, allowed] = [await tokenOf('crm'), await tokenOf('crm', { maySendUnapproved: true })];
    const own = await tokenOf('ana');
    assert.deepEqual(
      [
        await armed(plain.headers, 'send_email'),
        await armed(plain.headers, 'log_touch'),
        await armed(allowed.headers, 'send_email'),
        await armed(own.headers, 'send_email'),
      ],
      [false, true, true, true],
    );
  });

  it('that is revoked in the midst of a bulk decides on nothing more', async () => {
    const { id: tokenId, headers } = await tokenOf('ana');
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await api.makeAction('ana'));
    // The first of each of the eight that run at once waits for its row until the token is revoked.
    let answer: Promise<{ body: { results: { outcome: string; problem?: { code: string } }[] } }> | undefined;
    await api.db.transaction().execute(async (tx) => {
      await tx.selectFrom('pending_autonomous_actions').select('id').where('id', 'in', ids).forUpdate().execute();
      const body = { action: 'cancel', items: ids.map((actionId) => ({ actionId, version: 1 })) };
      answer = api.call(null, 'POST', '/api/autonomous-actions/bulk', { headers, body });
      await untilWaiting(8);
      await revokeToken(api.db, tokenId, SYSTEM);
    });
    const { body } = (await answer) ?? assert.fail();
    const codes = body.results.map(({ outcome, problem }) => problem?.code ?? outcome);
    // Those that had begun hold their own view of what is in force.
    assert.deepEqual(
      codes.slice(8),
      Array.from({ length: 4 }, () => 'unauthenticated'),
    );
    const { n } = await api.db
      .selectFrom('pending_autonomous_actions')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .where('id', 'in', ids.slice(8))
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow();
    assert.equal(Number(n), 4);
  });

  it('is kept nowhere in clear, not even as the answer to an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'the same' };
    const make = () => api.call('adam', 'POST', '/api/people/ana/tokens', { headers, body: { label: 'kept?' } });
    const [first, second] = [await make(), await make()];
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.notEqual(first.body.token, second.body.token);
    assert.deepEqual(await api.db.selectFrom('idempotency_keys').selectAll().execute(), []);
  });

  it('and its limits are in the security trail', async () => {
    await api.call('adam', 'POST', '/api/people/ana/tokens', {
      body: { label: 'told', days: 30, verbs: ['actions.read'] },
    });
    const { body } = await api.call('adam', 'GET', '/api/security-trail?event=token_add&userId=ana');
    const { expiresAt, ...detail } = body.items[0].detail;
    assert.deepEqual([detail.label, detail.verbs, detail.maySendUnapproved], ['told', ['actions.read'], false]);
    assert.ok(Date.parse(expiresAt) > Date.now());
  });
});
