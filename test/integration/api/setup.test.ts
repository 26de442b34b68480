import assert from 'node:assert/strict';
import type { ApiDeps } from '../../../src/api/deps.ts';
import { createSetupLink } from '../../../src/store/access/setup.ts';
import { hashSecret } from '../../../src/store/access/tokens.ts';
import { type Answer, startApi, type TestApi } from './support.ts';

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };
const INSTALLATION = {
  workspace: { name: 'Zoë & Sons', currency: 'EUR', timeZone: 'Europe/Berlin' },
  admin: { displayName: 'Zoë Braun', email: 'zoe@sons.test' },
};

describe('API: the first workspace', () => {
  let api: TestApi;
  afterEach(() => api.stop());

  /** An API whose database has nobody in it. */
  async function start(overrides: Partial<ApiDeps> = {}): Promise<void> {
    api = await startApi({ demoSignIn: false, ...overrides });
    for (const table of ['api_tokens', 'users', 'workspaces'] as const) await api.db.deleteFrom(table).execute();
  }
  async function link(): Promise<string> {
    const secret = await createSetupLink(api.db);
    assert.ok(secret);
    return secret;
  }
  const setUp = (secret: string, changes: object = {}) =>
    api.call(null, 'POST', '/setup', { body: { ...INSTALLATION, ...changes, secret }, headers: SAME_ORIGIN });
  const isSetUp = async () => (await api.call(null, 'GET', '/session')).body.isSetUp;
  const count = async (table: 'workspaces' | 'users' | 'api_tokens' | 'sessions' | 'setup_links') =>
    (await api.db.selectFrom(table).selectAll().execute()).length;
  const made = () => Promise.all((['workspaces', 'users', 'api_tokens', 'sessions'] as const).map(count));

  function refused(answer: Answer, status: number, code: string): void {
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
    assert.equal(answer.headers['set-cookie'], undefined);
  }

  it('comes with its administrator, whose token and session are good, and is told to whoever signs in', async () => {
    await start();
    assert.equal(await isSetUp(), false);
    const { status, body, headers } = await setUp(await link());
    assert.deepEqual([status, body.workspaceId, body.userId], [201, 'zoe-sons', 'zoe-braun'], JSON.stringify(body));
    assert.equal(headers['cache-control'], 'no-store');
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    const credentials: Record<string, string>[] = [
      { authorization: `Bearer ${body.token}` },
      { cookie, ...SAME_ORIGIN },
    ];
    for (const credential of credentials) {
      const me = await api.call(null, 'GET', '/api/me', { headers: credential });
      assert.deepEqual(
        [me.status, me.body.role, me.body.email, me.body.workspaceName, me.body.currency, me.body.timeZone],
        [200, 'admin', 'zoe@sons.test', 'Zoë & Sons', 'EUR', 'Europe/Berlin'],
      );
    }
    assert.equal(await isSetUp(), true);
  });

  it('is made once: of many uses of several links at once one makes everything, the others nothing', async () => {
    await start();
    const links = await Promise.all([link(), link(), link()]);
    const uses = Array.from({ length: 12 }, (_, n) =>
      setUp(links[n % 3] ?? '', { workspace: { ...INSTALLATION.workspace, name: `Workspace ${n}` } }),
    );
    const statuses = (await Promise.all(uses)).map(({ status }) => status).sort();
    assert.deepEqual(statuses, [201, ...Array.from({ length: 11 }, () => 410)]);
    assert.deepEqual(await made(), [1, 1, 1, 1]);
    assert.equal(await count('setup_links'), 0);
  });

  it('refuses every link once there is a workspace, however that was made, and makes no further link', async () => {
    await start();
    const secret = await link();
    await api.db.insertInto('workspaces').values({ id: 'acme', name: 'Acme', settings: '{}' }).execute();
    refused(await setUp(secret), 410, 'setup-over');
    assert.deepEqual(await made(), [1, 0, 0, 0]);
    assert.equal(await createSetupLink(api.db), undefined);
  });

  it('refuses an unknown link and one that has run out alike, and keeps only the hash of a good one', async () => {
    await start();
    const secret = await link();
    const { hash } = await api.db.selectFrom('setup_links').select('hash').executeTakeFirstOrThrow();
    assert.deepEqual(hash, hashSecret(secret));
    await api.db
      .updateTable('setup_links')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .execute();
    const [late, unknown] = [await setUp(secret), await setUp('x'.repeat(43))];
    refused(late, 410, 'setup-over');
    refused(unknown, 410, 'setup-over');
    assert.equal(late.body.detail, unknown.body.detail);
    assert.deepEqual(await made(), [0, 0, 0, 0]);
    await link();
    assert.equal(await count('setup_links'), 1);
  });

  it('says what is wrong with the input, field by field, and leaves the link good', async () => {
    await start();
    const secret = await link();
    const answer = await setUp(secret, {
      workspace: { name: 'a\nb', currency: 'XXY', timeZone: 'Mars/Olympus' },
      admin: { displayName: '', email: 'nobody' },
    });
    refused(answer, 422, 'invalid-request');
    const fields = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer.split('/').at(-1));
    assert.deepEqual(fields.sort(), ['currency', 'displayName', 'email', 'name', 'timeZone']);
    assert.ok(!JSON.stringify(answer.body).includes(secret));
    assert.deepEqual(await made(), [0, 0, 0, 0]);
    assert.equal((await setUp(secret)).status, 201);
  });

  it('is limited in its tries, and refused to pages of other sites', async () => {
    await start({ rateLimitPerSecond: 100 });
    const secret = await link();
    const body = { ...INSTALLATION, secret };
    const headers = { 'sec-fetch-site': 'cross-site' };
    refused(await api.call(null, 'POST', '/setup', { body, headers }), 403, 'cross-site-request');
    const statuses = new Set<number>();
    for (let n = 0; n < 65; n += 1) statuses.add((await setUp('x'.repeat(43))).status);
    assert.deepEqual([...statuses].sort(), [410, 429]);
  });
});
