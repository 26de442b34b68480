import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken, listTokens, revokeToken } from '../../../src/store/access/tokens.ts';
import { claimExecution } from '../../../src/store/execution/claimExecution.ts';
import { recordFailed } from '../../../src/store/execution/settle.ts';
import { MEANS } from '../../support/pipeline.ts';
import { claimFor, type Person, startApi, type TestApi } from './support.ts';

describe('API: with what somebody proved who decided', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const path = (id: string, suffix = '') => `/api/autonomous-actions/${id}${suffix}`;

  /** A token of somebody's with a name of its own, and its id. */
  async function newToken(userId: Person) {
    const label = `laptop ${randomUUID()}`;
    const authorization = `Bearer ${await createToken(api.db, userId, label, SYSTEM)}`;
    const id = (await listTokens(api.db, userId)).find((token) => token.label === label)?.id ?? assert.fail();
    return { id, label, headers: { authorization } };
  }

  async function signIn(body: object): Promise<{ cookie: string; 'sec-fetch-site': string }> {
    const sameOrigin = { 'sec-fetch-site': 'same-origin' };
    const answer = await api.call(null, 'POST', '/session', { body, headers: sameOrigin });
    assert.equal(answer.status, 204);
    return { ...sameOrigin, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
  }

  async function decide(headers: Record<string, string>, id: string, decision: string, body?: object) {
    const { status, body: answer } = await api.call(null, 'POST', path(id, `/${decision}`), { headers, body });
    assert.equal(status, 200, JSON.stringify(answer));
  }

  /** The entries that somebody made, as the table keeps them. */
  const kept = (id: string) =>
    api.db
      .selectFrom('action_audit')
      .select(['command', 'credential'])
      .where('action_id', '=', id)
      .where('by', 'is not', null)
      .orderBy('id')
      .execute();

  /** The same as somebody is shown them. */
  async function shown(id: string, who: Person) {
    const { body } = await api.call(who, 'GET', path(id));
    return body.audit
      .filter(({ by }: { by: string | null }) => by !== null)
      .map(({ command, credential }: { command: string; credential: object | null }) => [command, credential]);
  }

  it('a token is named by its entry, also once it is revoked', async () => {
    const { id: tokenId, label, headers } = await newToken('ana');
    const id = await api.makeAction('ana');
    await decide(headers, id, 'cancel');
    await revokeToken(api.db, tokenId, SYSTEM);
    assert.deepEqual(await kept(id), [{ command: 'cancel', credential: { kind: 'token', tokenId } }]);
    assert.deepEqual(await shown(id, 'ana'), [['cancel', { kind: 'token', name: label }]]);
  });

  it('a session is named with the token that opened it, also once it is over', async () => {
    const { id: tokenId, label, headers } = await newToken('ana');
    const session = await signIn({ token: headers.authorization.slice('Bearer '.length) });
    const { id: sessionId } = await api.db
      .selectFrom('sessions')
      .select('id')
      .where('token_id', '=', tokenId)
      .executeTakeFirstOrThrow();
    const id = await api.makeAction('ana');
    await decide(session, id, 'cancel');
    await api.db.deleteFrom('sessions').where('id', '=', sessionId).execute();
    assert.deepEqual(await kept(id), [{ command: 'cancel', credential: { kind: 'session', sessionId, tokenId } }]);
    assert.deepEqual(await shown(id, 'ana'), [['cancel', { kind: 'session', name: label }]]);
  });

  it('a session that no token opened has no name', async () => {
    const id = await api.makeAction('ana');
    await decide(await signIn({ demoUserId: 'ana' }), id, 'cancel');
    assert.deepEqual(await shown(id, 'ana'), [['cancel', { kind: 'session', name: null }]]);
  });

  it('a refusal names it too', async () => {
    const { label, headers } = await newToken('ana');
    const id = await api.makeAction('ana');
    await decide(headers, id, 'cancel');
    assert.equal((await api.call(null, 'POST', path(id, '/approve'), { headers })).status, 409);
    const entry = { kind: 'token', name: label };
    assert.deepEqual(await shown(id, 'ana'), [
      ['cancel', entry],
      ['approve', entry],
    ]);
  });

  it('an approval is named by what it was scheduled with, when its window has passed', async () => {
    const { label, headers } = await newToken('ana');
    const id = await api.makeAction('ana');
    await decide(headers, id, 'approve', { undoSeconds: 10 });
    const claim = await claimExecution(api.db, id, { means: MEANS, leaseMs: 60_000, atMs: Date.now() + 11_000 });
    assert.equal(claim.kind, 'claimed');
    const entry = { kind: 'token', name: label };
    assert.deepEqual(await shown(id, 'ana'), [
      ['schedule', entry],
      ['approve', entry],
    ]);
  });

  it('whoever sees to a failure is named by it, on both actions', async () => {
    const { label, headers } = await newToken('ana');
    const id = await api.makeAction('ana');
    await decide(headers, id, 'approve');
    const claim = await claimFor(api, id);
    assert.ok(claim.kind === 'claimed');
    await recordFailed(api.db, id, claim.attempt, { kind: 'permanent', message: 'no' }, 'refused');
    const { body } = await api.call(null, 'POST', path(id, '/retry'), { headers });
    const entry = { kind: 'token', name: label };
    assert.deepEqual((await shown(id, 'ana')).at(-1), ['retry', entry]);
    assert.deepEqual(await shown(body.actionId, 'ana'), [
      ['create', entry],
      ['approve', entry],
    ]);
  });

  it('a repetition by another credential of the same user gets the first verdict, and leaves no trace', async () => {
    const [first, second] = [await newToken('ana'), await newToken('ana')];
    const id = await api.makeAction('ana');
    const edit = async ({ headers }: { headers: { authorization: string } }) => {
      const repeated = { ...headers, 'idempotency-key': 'the same' };
      const body = { params: { subject: 'Hello' } };
      return (await api.call(null, 'PATCH', path(id), { headers: repeated, body })).body;
    };
    const answer = await edit(first);
    assert.equal(answer.version, 2);
    assert.deepEqual(await edit(second), answer);
    assert.deepEqual(await shown(id, 'ana'), [['edit', { kind: 'token', name: first.label }]]);
  });

  it('it is shown to its owner and to admins, and to nobody else', async () => {
    const [his, hers] = [await newToken('mia'), await newToken('ana')];
    const id = await api.makeAction('ana');
    await decide(hers.headers, id, 'approve', { undoSeconds: 600 });
    await decide(his.headers, id, 'cancel');
    const [ofAna, ofMia] = [hers, his].map(({ label: name }) => ({ kind: 'token', name }));
    for (const [who, schedule, cancel] of [
      ['ana', ofAna, null],
      ['mia', null, ofMia],
      ['adam', ofAna, ofMia],
    ] as const) {
      assert.deepEqual(
        await shown(id, who),
        [
          ['schedule', schedule],
          ['cancel', cancel],
        ],
        who,
      );
    }
  });
});
