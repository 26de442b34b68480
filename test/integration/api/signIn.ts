/** Signing in to the screens, as suites of its tests use it. */
import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { type Answer, startApi, type TestApi } from './support.ts';

export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };

/** For a describe: an API of its own. */
export function useSessions() {
  let api: TestApi;
  before(async () => {
    api = await startApi({ heartbeatMs: 50 });
  });
  after(() => api.stop());

  const post = (body: object, headers: Record<string, string> = SAME_ORIGIN, at = api) =>
    at.call(null, 'POST', '/session', { body, headers });

  /** Signs in and answers the cookie as a browser sends it back. */
  async function signIn(userId = 'ana', at = api): Promise<{ cookie: string }> {
    const answer = await post({ demoUserId: userId }, SAME_ORIGIN, at);
    assert.equal(answer.status, 204, JSON.stringify(answer.body));
    return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
  }

  /** Somebody of whom nobody else’s test knows. */
  async function newcomer(id: string): Promise<string> {
    await insertUser(
      api.db,
      { id, workspaceId: 'acme', role: 'rep', displayName: id, email: `${id}@signoff.test` },
      SYSTEM,
    );
    return id;
  }

  const me = (headers: Record<string, string>) => api.call(null, 'GET', '/api/me', { headers });
  const countSessions = async () => (await api.db.selectFrom('sessions').select('id').execute()).length;

  function refused(answer: Answer, status: number, code: string): void {
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
    assert.equal(answer.headers['set-cookie'], undefined);
  }

  return {
    get api() {
      return api;
    },
    post,
    signIn,
    newcomer,
    me,
    countSessions,
    refused,
  };
}
