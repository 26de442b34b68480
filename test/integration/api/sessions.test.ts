import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createToken, listTokens, revokeToken } from '../../../src/store/access/tokens.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { eventually } from '../../support/eventually.ts';
import { programOf } from '../../support/programs.ts';
import { SAME_ORIGIN, useSessions } from './signIn.ts';
import { type Answer, startApi } from './support.ts';

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
  const sessions = useSessions();
  const { post, signIn, newcomer, me, countSessions, refused } = sessions;

  describe('signing in', () => {
    it('sets a cookie that scripts cannot read and other sites cannot send, and keeps only its hash', async () => {
      const answer = await post({ token: sessions.api.tokens.ana });
      assert.deepEqual([answer.status, answer.body], [204, '']);
      assert.equal(answer.headers['cache-control'], 'no-store');
      const secret = COOKIE.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
      const { rows } = await sql<{ row: string; hash: Buffer }>`
        select sessions::text as row, hash from sessions order by created_at desc limit 1`.execute(sessions.api.db);
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
      const revoked = await createToken(sessions.api.db, 'ben', 'revoked', SYSTEM);
      await revokeToken(sessions.api.db, (await listTokens(sessions.api.db, 'ben')).at(-1)?.id ?? '', SYSTEM);
      const before = await countSessions();
      refused(await post({ token: revoked }), 401, 'unauthenticated');
      refused(await post({ token: 'so_nobody' }), 401, 'unauthenticated');
      refused(await post({ token: sessions.api.tokens.crm }), 403, 'forbidden');
      refused(await post({ token: sessions.api.tokens.ana, demoUserId: 'ben' }), 422, 'invalid-request');
      assert.equal(await countSessions(), before);
    });

    it('cannot be done to somebody by a page of another site', async () => {
      const before = await countSessions();
      for (const headers of CROSS_SITE) {
        refused(await post({ token: sessions.api.tokens.ana }, headers), 403, 'cross-site-request');
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
        refused(await sessions.api.call(null, 'GET', '/session', { headers }), 403, 'forbidden');
      }
      for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
        assert.equal((await sessions.api.call(null, 'GET', '/session', { headers: { host } })).status, 200);
      }
    });

    it('are everybody but programs and those who have left', async () => {
      await newcomer('gone');
      await deactivateUser(sessions.api.db, 'acme', 'gone', SYSTEM);
      const { status, body } = await sessions.api.call(null, 'GET', '/session');
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
        const child = spawn(process.execPath, [await programOf('src/server.ts')], {
          env: {
            PATH: process.env.PATH,
            DATABASE_URL: sessions.api.databaseUrl,
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
      const id = await sessions.api.makeAction('ana');
      const headers = { ...session, origin: 'http://LOCALHOST', 'signoff-channel': 'cli' };
      const { status } = await sessions.api.call(null, 'POST', `/api/autonomous-actions/${id}/cancel`, { headers });
      assert.equal(status, 200);
      const { body } = await sessions.api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
      assert.deepEqual([body.decisionChannel, body.decidedBy], ['web', 'ana']);
    });

    it('nothing that a page of another site sends has any effect', async () => {
      const session = await signIn('ana');
      const id = await sessions.api.makeAction('ana');
      const told = sessions.api.told.length;
      for (const origin of CROSS_SITE) {
        const headers = { ...session, ...origin };
        refused(
          await sessions.api.call(null, 'POST', `/api/autonomous-actions/${id}/approve`, { headers }),
          403,
          'cross-site-request',
        );
        const edit = { headers, body: { params: { subject: 'x' } } };
        refused(
          await sessions.api.call(null, 'PATCH', `/api/autonomous-actions/${id}`, edit),
          403,
          'cross-site-request',
        );
        refused(
          await sessions.api.call(null, 'PUT', '/api/settings', { headers, body: {} }),
          403,
          'cross-site-request',
        );
        refused(await sessions.api.call(null, 'DELETE', '/session', { headers }), 403, 'cross-site-request');
      }
      assert.equal(sessions.api.told.length, told);
      const { body } = await sessions.api.call('ana', 'GET', `/api/autonomous-actions/${id}`);
      assert.deepEqual([body.status, body.version], ['pending', 1]);
      assert.equal((await me({ ...session, 'sec-fetch-site': 'cross-site' })).status, 200, 'reading changes nothing');
    });

    it('a request with a token is judged by the token alone', async () => {
      const session = await signIn('ana');
      const bearer = { ...session, authorization: `Bearer ${sessions.api.tokens.ben}`, 'sec-fetch-site': 'cross-site' };
      const settings = await sessions.api.call(null, 'PUT', '/api/settings', { headers: bearer, body: {} });
      assert.equal(settings.status, 200);
      assert.equal((await me(bearer)).body.id, 'ben');
      for (const authorization of ['', 'Bearer x', `Bearer ${sessions.api.tokens.ben}x`]) {
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
});
