import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type RawBuilder, sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createSession } from '../../../src/store/access/sessions.ts';
import { createToken, listTokens, revokeToken, revokeTokens } from '../../../src/store/access/tokens.ts';
import { removeOldRows } from '../../../src/store/database/retention.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { insertUser } from '../../../src/store/people/people.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answer, startApi, type TestApi } from './support.ts';

const SERVER = fileURLToPath(new URL('../../../src/server.ts', import.meta.url));
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' };
const COOKIE = /^signoff_session=([\w-]{43}); Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/;

/** What only a page of another site, or a browser that says nothing at all, sends along with the cookie. */
const CROSS_SITE: Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' },
  { origin: 'http://evil.test' },
  { origin: 'http://localhost:81' },
  { origin: 'null' },
];

describe('API: sessions', () => {
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

  describe('signing in', () => {
    it('sets a cookie that scripts cannot read and other sites cannot send, and keeps only its hash', async () => {
      const answer = await post({ token: api.tokens.ana });
      assert.deepEqual([answer.status, answer.body], [204, '']);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const secret = COOKIE.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
      const { rows } = await sql<{ row: string; hash: Buffer }>`
        select sessions::text as row, hash from sessions order by created_at desc limit 1`.execute(api.db);
      assert.deepEqual(rows[0]?.hash, createHash('sha256').update(secret).digest());
      assert.ok(secret !== '' && !rows[0]?.row.includes(secret));
    });

    it('lets the cookie travel only over TLS where the API is reached by https', async () => {
      const other = await startApi({ publicUrl: 'https://signoff.test' });
      const answer = await post({ demoUserId: 'ana' }, SAME_ORIGIN, other);
      assert.match(String(answer.headers['set-cookie']), /; Secure/);
      await other.stop();
    });

    it('takes a token that is in force, and no program’s', async () => {
      const revoked = await createToken(api.db, 'ben', 'revoked', SYSTEM);
      await revokeToken(api.db, (await listTokens(api.db, 'ben')).at(-1)?.id ?? '', SYSTEM);
      const before = await countSessions();
      refused(await post({ token: revoked }), 401, 'unauthenticated');
      refused(await post({ token: 'so_nobody' }), 401, 'unauthenticated');
      refused(await post({ token: api.tokens.crm }), 403, 'forbidden');
      refused(await post({ token: api.tokens.ana, demoUserId: 'ben' }), 422, 'invalid-request');
      assert.equal(await countSessions(), before);
    });

    it('cannot be done to somebody by a page of another site', async () => {
      const before = await countSessions();
      for (const headers of CROSS_SITE) {
        refused(await post({ token: api.tokens.ana }, headers), 403, 'cross-site-request');
      }
      assert.equal(await countSessions(), before);
    });

    it('ends the session that the browser had', async () => {
      const first = await signIn('ana');
      const other = await signIn('ana');
      await post({ demoUserId: 'ben' }, { ...SAME_ORIGIN, ...first });
      refused(await me(first), 401, 'unauthenticated');
      assert.equal((await me(other)).status, 200);
    });

    it('is limited in its failures for each address', async () => {
      const other = await startApi({ rateLimitPerSecond: 100 });
      const answers: Answer[] = [];
      for (let i = 0; i < 61; i += 1) answers.push(await post({ token: 'so_nobody' }, SAME_ORIGIN, other));
      assert.deepEqual([...new Set(answers.slice(0, 60).map(({ status }) => status))], [401]);
      const last = answers.at(-1);
      assert.deepEqual([last?.status, last?.body.code], [429, 'rate-limited']);
      assert.ok(Number(last?.headers['retry-after']) > 0);
      assert.equal((await other.call(null, 'GET', '/session')).status, 200);
      await other.stop();
    });
  });

  describe('demo users', () => {
    it('are told to nobody, nor signed in, under a name that only points to this machine (DNS rebinding)', async () => {
      for (const host of ['evil.test', 'evil.test:3000', 'localhost.evil.test', '127.0.0.1.evil.test']) {
        const headers = { ...SAME_ORIGIN, host };
        refused(await post({ demoUserId: 'ana' }, headers), 403, 'forbidden');
        refused(await api.call(null, 'GET', '/session', { headers }), 403, 'forbidden');
      }
      for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
        assert.equal((await api.call(null, 'GET', '/session', { headers: { host } })).status, 200);
      }
    });

    it('are everybody but programs and those who have left', async () => {
      await newcomer('gone');
      await deactivateUser(api.db, 'acme', 'gone', SYSTEM);
      const { status, body } = await api.call(null, 'GET', '/session');
      const ids = body.demoUsers.map(({ id }: { id: string }) => id);
      assert.deepEqual([status, ids], [200, ['adam', 'ana', 'ben', 'max', 'mia', 'olga', 'otto']]);
      assert.deepEqual(body.demoUsers.at(-1), { id: 'otto', displayName: 'Otto', role: 'rep', workspaceName: 'Other' });
      for (const id of ['gone', 'crm', 'nobody']) refused(await post({ demoUserId: id }), 401, 'unauthenticated');
    });

    it('do not exist in production: neither in the list nor for signing in', async () => {
      const production = await startApi({ demoSignIn: false });
      assert.deepEqual((await production.call(null, 'GET', '/session')).body, {
        demoUsers: null,
        providers: [],
        tokenSignIn: true,
        isSetUp: true,
      });
      const answers = await Promise.all(
        ['demoUserId', 'noSuchThing'].map((member) => post({ [member]: 'ana' }, SAME_ORIGIN, production)),
      );
      const [demo, unknown] = answers.map(({ status, body: { instance: _, ...body } }) => ({
        status,
        body: JSON.stringify(body).replaceAll('noSuchThing', 'demoUserId'),
      }));
      assert.equal(demo?.status, 422);
      assert.deepEqual(demo, unknown, 'as of a member that it does not know');
      assert.deepEqual(await production.db.selectFrom('sessions').selectAll().execute(), []);
      assert.equal((await post({ token: production.tokens.ana }, SAME_ORIGIN, production)).status, 204);
      await production.stop();
    });
  });

  describe('the process', () => {
    for (const [environment, hasDemoUsers] of Object.entries({ production: false, development: true })) {
      it(`has ${hasDemoUsers ? '' : 'no '}demo users where NODE_ENV is ${environment}`, async () => {
        const child = spawn(process.execPath, ['--import', 'tsx', SERVER], {
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: api.databaseUrl,
            NODE_ENV: environment,
            TEMPORAL_ADDRESS: '127.0.0.1:1',
            PORT: '0',
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        try {
          let output = '';
          child.stdout.on('data', (chunk) => {
            output += chunk;
          });
          const url = await eventually(
            () => {
              const address = /Server listening at (http:\/\/[^"]+)/.exec(output)?.[1];
              assert.ok(address !== undefined, output);
              return address;
            },
            { timeoutMs: 30_000 },
          );
          // What a JSON answer holds is the test's claim about it.
          const { demoUsers } = (await (await fetch(`${url}/session`)).json()) as { demoUsers: unknown };
          assert.equal(Array.isArray(demoUsers), hasDemoUsers);
          const answer = await fetch(`${url}/session`, {
            method: 'POST',
            headers: { ...SAME_ORIGIN, 'content-type': 'application/json' },
            body: JSON.stringify({ demoUserId: 'ana' }),
          });
          assert.equal(answer.status, hasDemoUsers ? 204 : 422);
        } finally {
          child.kill('SIGKILL');
        }
      });
    }
  });

  describe('with the cookie', () => {
    it('all routes work as with a token, and decisions are the screens’', async () => {
      const session = await signIn('ana');
      assert.equal((await me(session)).body.id, 'ana');
      const id = await api.makeAction('ana');
      const headers = { ...session, origin: 'http://LOCALHOST', 'signoff-channel': 'cli' };
      const { status } = await api.call(null, 'POST', `/api/autonomous-actions/${id}/cancel`, { headers });
      assert.equal(status, 200);
      const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
      assert.deepEqual([body.decisionChannel, body.decidedBy], ['web', 'ana']);
    });

    it('nothing that a page of another site sends has any effect', async () => {
      const session = await signIn('ana');
      const id = await api.makeAction('ana');
      const told = api.told.length;
      for (const origin of CROSS_SITE) {
        const headers = { ...session, ...origin };
        refused(
          await api.call(null, 'POST', `/api/autonomous-actions/${id}/approve`, { headers }),
          403,
          'cross-site-request',
        );
        const edit = { headers, body: { params: { subject: 'x' } } };
        refused(await api.call(null, 'PATCH', `/api/autonomous-actions/${id}`, edit), 403, 'cross-site-request');
        refused(await api.call(null, 'PUT', '/api/settings', { headers, body: {} }), 403, 'cross-site-request');
        refused(await api.call(null, 'DELETE', '/session', { headers }), 403, 'cross-site-request');
      }
      assert.equal(api.told.length, told);
      const { body } = await api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
      assert.deepEqual([body.status, body.version], ['pending', 1]);
      assert.equal((await me({ ...session, 'sec-fetch-site': 'cross-site' })).status, 200, 'reading changes nothing');
    });

    it('a request with a token is judged by the token alone', async () => {
      const session = await signIn('ana');
      const bearer = { ...session, authorization: `Bearer ${api.tokens.ben}`, 'sec-fetch-site': 'cross-site' };
      const settings = await api.call(null, 'PUT', '/api/settings', { headers: bearer, body: {} });
      assert.equal(settings.status, 200);
      assert.equal((await me(bearer)).body.id, 'ben');
      for (const authorization of ['', 'Bearer x', `Bearer ${api.tokens.ben}x`]) {
        refused(await me({ ...session, authorization }), 401, 'unauthenticated');
      }
    });

    it('requests are limited for each session', async () => {
      const limited = await startApi({ rateLimitPerSecond: 5 });
      const [ana, ben] = [await signIn('ana', limited), await signIn('ben', limited)];
      const call = (headers: Record<string, string>) => limited.call(null, 'GET', '/api/me', { headers });
      const answers = await Promise.all(Array.from({ length: 8 }, () => call(ana)));
      assert.equal(answers.filter(({ status }) => status === 429).length, 3);
      assert.equal((await call(ben)).status, 200);
      await limited.stop();
    });
  });

  describe('ends', () => {
    type Change =
      | { expires_at: RawBuilder<Date> }
      | { last_used_at: RawBuilder<Date> }
      | { proved_at: RawBuilder<Date> };
    const change = (userId: string, values: Change) =>
      api.db.updateTable('sessions').set(values).where('user_id', '=', userId).execute();

    const ENDINGS: Record<string, (userId: string, session: { cookie: string }) => Promise<unknown>> = {
      'when its user signs out': (_userId, session) =>
        api.call(null, 'DELETE', '/session', { headers: { ...SAME_ORIGIN, ...session } }),
      'when its user signs out everywhere': (_userId, session) =>
        api.call(null, 'DELETE', '/api/sessions', { headers: { ...SAME_ORIGIN, ...session } }),
      'when its user ends it from another browser': async (userId, session) => {
        const headers = { ...SAME_ORIGIN, ...session };
        const { body } = await api.call(null, 'GET', '/api/sessions', { headers });
        const other = { cookie: `${session.cookie.split('=')[0]}=${await createSession(api.db, { userId }, SYSTEM)}` };
        return api.call(null, 'DELETE', `/api/sessions/${body.items[0].id}`, { headers: { ...SAME_ORIGIN, ...other } });
      },
      'when the token that opened it is revoked': (userId) => revokeTokens(api.db, userId, SYSTEM),
      'when its user is deactivated': (userId) => deactivateUser(api.db, 'acme', userId, SYSTEM),
      '7 days after the sign-in': (userId) => change(userId, { expires_at: sql`now()` }),
      '12 hours after its last request': (userId) => change(userId, { last_used_at: sql`now() - interval '12 hours'` }),
    };

    for (const [when, end] of Object.entries(ENDINGS)) {
      it(`${when}, with the streams that it opened`, async () => {
        const userId = await newcomer(`user-${when.replaceAll(' ', '-')}`);
        const token = await createToken(api.db, userId, 'test', SYSTEM);
        const signedIn = await post({ token });
        const session = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '' };
        const opened = await api.app.inject({ url: '/api/events', headers: session, payloadAsStream: true });
        assert.equal(opened.statusCode, 200);
        await end(userId, session);
        refused(await me(session), 401, 'unauthenticated');
        assert.match(await text(opened.stream()), /^event: ready/);
      });
    }

    it('alone, out of the list of those of the user, which says where each is and shows no secret', async () => {
      const userId = await newcomer('lister');
      const agent = `Mozilla/5.0 ${'x'.repeat(600)}`;
      const token = await createToken(api.db, userId, 'laptop', SYSTEM);
      const answer = await post({ token }, { ...SAME_ORIGIN, 'user-agent': agent });
      const here = { ...SAME_ORIGIN, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
      const elsewhere = await createSession(api.db, { userId }, { ...SYSTEM, address: '192.0.2.7' });
      await change(userId, { last_used_at: sql`now() - interval '11 hours'` });
      const anothers = await signIn('ben');
      const { body } = await api.call(null, 'GET', '/api/sessions', { headers: here });
      type Listed = Record<'address' | 'account' | 'tokenLabel' | 'userAgent' | 'isCurrent' | 'id' | 'endsAt', string>;
      const items = body.items as Listed[];
      assert.deepEqual(
        items.map(({ isCurrent, address, account, tokenLabel }) => ({ isCurrent, address, account, tokenLabel })),
        [
          { isCurrent: true, address: '127.0.0.1', account: null, tokenLabel: 'laptop' },
          { isCurrent: false, address: '192.0.2.7', account: null, tokenLabel: null },
        ],
      );
      assert.equal(items[0]?.userAgent, agent.slice(0, 500));
      assert.ok(Date.parse(items[1]?.endsAt ?? '') < Date.now() + 61 * 60_000, 'an hour is left of the twelve');
      assert.ok(!JSON.stringify(body).includes(elsewhere));
      const other = items[1]?.id;
      const end = (headers: Record<string, string>) =>
        api.call(null, 'DELETE', `/api/sessions/${other}`, { headers: { ...SAME_ORIGIN, ...headers } });
      assert.equal((await end(anothers)).status, 404, 'nobody ends another’s');
      assert.equal((await end(here)).status, 204);
      assert.equal((await end(here)).status, 404);
      assert.equal((await me(here)).status, 200);
      const left = await api.call(null, 'GET', '/api/sessions', { headers: here });
      assert.equal(left.body.items.length, 1);
      const trail = await api.call('adam', 'GET', `/api/security-trail?userId=${userId}&event=sign_out`);
      assert.deepEqual(trail.body.items[0].detail, { sessionId: other });
    });

    it('in every browser of the user, and in nobody else’s, when the user signs out everywhere; tokens stay', async () => {
      const userId = await newcomer('lost-laptop');
      const token = await createToken(api.db, userId, 'test', SYSTEM);
      const [here, there, another] = [await signIn(userId), await signIn(userId), await signIn('ben')];
      const opened = await api.app.inject({ url: '/api/events', headers: there, payloadAsStream: true });
      const answer = await api.call(null, 'DELETE', '/api/sessions', { headers: { ...SAME_ORIGIN, ...here } });
      assert.equal(answer.status, 204);
      refused(await me(here), 401, 'unauthenticated');
      refused(await me(there), 401, 'unauthenticated');
      assert.match(await text(opened.stream()), /^event: ready/);
      assert.equal((await me(another)).status, 200);
      assert.equal((await me({ authorization: `Bearer ${token}` })).status, 200);
    });

    it('lasts 7 days from the sign-in, and as long as there is a request every 12 hours', async () => {
      const userId = await newcomer('lasting');
      const session = await signIn(userId);
      const { rows } = await sql<{ life: string }>`
        select (expires_at - created_at)::text as life from sessions where user_id = ${userId}`.execute(api.db);
      assert.deepEqual(rows, [{ life: '7 days' }]);
      await change(userId, { last_used_at: sql`now() - interval '11 hours 59 minutes'` });
      assert.equal((await me(session)).status, 200);
      const read = () =>
        api.db.selectFrom('sessions').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
      const noted = await read();
      assert.ok(noted.last_used_at > noted.created_at);
      await me(session);
      assert.deepEqual(await read(), noted, 'its use is noted to the minute, not with every request');
    });

    it('tells the browser to forget the cookie, also of a session that is over', async () => {
      const session = await signIn('ana');
      for (let i = 0; i < 2; i += 1) {
        const answer = await api.call(null, 'DELETE', '/session', { headers: { ...SAME_ORIGIN, ...session } });
        assert.equal(answer.status, 204);
        assert.match(String(answer.headers['set-cookie']), /^signoff_session=; .*Expires=Thu, 01 Jan 1970/);
      }
    });

    it('makes no token or webhook key, changes no mailbox and gives no contact’s data away more than 15 minutes after its sign-in, until one signs in again', async () => {
      const asks = async (headers: Record<string, string>) => {
        const all = { ...SAME_ORIGIN, ...headers };
        const token = await api.call(null, 'POST', '/api/people/ben/tokens', { headers: all, body: { label: 'x' } });
        const body = { email: 'nobody@acme.test' };
        const [given, erased] = [
          await api.call(null, 'POST', '/api/contacts/export', { headers: all, body }),
          await api.call(null, 'POST', '/api/contacts/erase', { headers: all, body }),
        ];
        const key = await api.call(null, 'POST', '/api/webhook-keys', { headers: all, body: { label: 'x' } });
        const mailboxes = [];
        for (const url of ['/api/mailbox', '/api/people/ben/mailbox']) {
          const set = { headers: all, body: { smtp: 'smtps://ben:secret@mail.acme.test' } };
          mailboxes.push(await api.call(null, 'PUT', url, set), await api.call(null, 'DELETE', url, { headers: all }));
        }
        return [token, key, given, erased, ...mailboxes].map(({ status, body: { code } }) => code ?? status);
      };
      const done = [201, 201, 200, 200, 200, 204, 200, 204];
      await publishSealingKey(api.db, await sealingKeyOf(randomBytes(32).toString('base64')));
      const session = await signIn('adam');
      await change('adam', { proved_at: sql`now() - interval '14 minutes 50 seconds'` });
      assert.deepEqual(await asks(session), done);
      await change('adam', { proved_at: sql`now() - interval '15 minutes 1 second'` });
      assert.deepEqual(
        await asks(session),
        done.map(() => 'sign-in-again'),
      );
      assert.equal(
        (await api.call(null, 'GET', '/api/people', { headers: { ...SAME_ORIGIN, ...session } })).status,
        200,
      );
      assert.deepEqual(await asks(await signIn('adam')), done);
      assert.deepEqual(await asks({ authorization: `Bearer ${api.tokens.adam}` }), done);
    });

    it('leaves no row behind once it is over', async () => {
      await signIn(await newcomer('kept'));
      for (const [id, values] of [
        ['expired', { expires_at: sql<Date>`now()` }],
        ['idle', { last_used_at: sql<Date>`now() - interval '12 hours'` }],
      ] as const) {
        await signIn(await newcomer(id));
        await change(id, values);
      }
      await removeOldRows(api.db);
      const rows = await api.db
        .selectFrom('sessions')
        .select('user_id')
        .where('user_id', 'in', ['kept', 'expired', 'idle'])
        .execute();
      assert.deepEqual(rows, [{ user_id: 'kept' }]);
    });
  });
});
