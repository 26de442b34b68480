import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { type RawBuilder, sql } from 'kysely';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createSession } from '../../../src/store/access/sessions.ts';
import { createToken, revokeTokens } from '../../../src/store/access/tokens.ts';
import { removeOldRows } from '../../../src/store/database/retention.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { sealingKeyOf } from '../../../src/store/people/encryption.ts';
import { publishSealingKey } from '../../../src/store/people/sealingKey.ts';
import { SAME_ORIGIN, useSessions } from './signIn.ts';

describe('API: a session ends', () => {
  const sessions = useSessions();
  const { post, signIn, newcomer, me, refused } = sessions;

  type Change = { expires_at: RawBuilder<Date> } | { last_used_at: RawBuilder<Date> } | { proved_at: RawBuilder<Date> };
  const change = (userId: string, values: Change) =>
    sessions.api.db.updateTable('sessions').set(values).where('user_id', '=', userId).execute();

  const ENDINGS: Record<string, (userId: string, session: { cookie: string }) => Promise<unknown>> = {
    'when its user signs out': (_userId, session) =>
      sessions.api.call(null, 'DELETE', '/session', { headers: { ...SAME_ORIGIN, ...session } }),
    'when its user signs out everywhere': (_userId, session) =>
      sessions.api.call(null, 'DELETE', '/api/sessions', { headers: { ...SAME_ORIGIN, ...session } }),
    'when its user ends it from another browser': async (userId, session) => {
      const headers = { ...SAME_ORIGIN, ...session };
      const { body } = await sessions.api.call(null, 'GET', '/api/sessions', { headers });
      const other = {
        cookie: `${session.cookie.split('=')[0]}=${await createSession(sessions.api.db, { userId }, SYSTEM)}`,
      };
      return sessions.api.call(null, 'DELETE', `/api/sessions/${body.items[0].id}`, {
        headers: { ...SAME_ORIGIN, ...other },
      });
    },
    'when the token that opened it is revoked': (userId) => revokeTokens(sessions.api.db, userId, SYSTEM),
    'when its user is deactivated': (userId) => deactivateUser(sessions.api.db, 'acme', userId, SYSTEM),
    '7 days after the sign-in': (userId) => change(userId, { expires_at: sql`now()` }),
    '12 hours after its last request': (userId) => change(userId, { last_used_at: sql`now() - interval '12 hours'` }),
  };

  for (const [when, end] of Object.entries(ENDINGS)) {
    it(`${when}, with the streams that it opened`, async () => {
      const userId = await newcomer(`user-${when.replaceAll(' ', '-')}`);
      const token = await createToken(sessions.api.db, userId, 'test', SYSTEM);
      const signedIn = await post({ token });
      const session = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '' };
      const opened = await sessions.api.app.inject({ url: '/api/events', headers: session, payloadAsStream: true });
      assert.equal(opened.statusCode, 200);
      await end(userId, session);
      refused(await me(session), 401, 'unauthenticated');
      assert.match(await text(opened.stream()), /^event: ready/);
    });
  }

  it('alone, out of the list of those of the user, which says where each is and shows no secret', async () => {
    const userId = await newcomer('lister');
    const agent = `Mozilla/5.0 ${'x'.repeat(600)}`;
    const token = await createToken(sessions.api.db, userId, 'laptop', SYSTEM);
    const answer = await post({ token }, { ...SAME_ORIGIN, 'user-agent': agent });
    const here = { ...SAME_ORIGIN, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' };
    const elsewhere = await createSession(sessions.api.db, { userId }, { ...SYSTEM, address: '192.0.2.7' });
    await change(userId, { last_used_at: sql`now() - interval '11 hours'` });
    const anothers = await signIn('ben');
    const { body } = await sessions.api.call(null, 'GET', '/api/sessions', { headers: here });
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
      sessions.api.call(null, 'DELETE', `/api/sessions/${other}`, { headers: { ...SAME_ORIGIN, ...headers } });
    assert.equal((await end(anothers)).status, 404, 'nobody ends another’s');
    assert.equal((await end(here)).status, 204);
    assert.equal((await end(here)).status, 404);
    assert.equal((await me(here)).status, 200);
    const left = await sessions.api.call(null, 'GET', '/api/sessions', { headers: here });
    assert.equal(left.body.items.length, 1);
    const trail = await sessions.api.call('adam', 'GET', `/api/security-trail?userId=${userId}&event=sign_out`);
    assert.deepEqual(trail.body.items[0].detail, { sessionId: other });
  });

  it('in every browser of the user, and in nobody else’s, when the user signs out everywhere; tokens stay', async () => {
    const userId = await newcomer('lost-laptop');
    const token = await createToken(sessions.api.db, userId, 'test', SYSTEM);
    const [here, there, another] = [await signIn(userId), await signIn(userId), await signIn('ben')];
    const opened = await sessions.api.app.inject({ url: '/api/events', headers: there, payloadAsStream: true });
    const answer = await sessions.api.call(null, 'DELETE', '/api/sessions', { headers: { ...SAME_ORIGIN, ...here } });
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
      select (expires_at - created_at)::text as life from sessions where user_id = ${userId}`.execute(sessions.api.db);
    assert.deepEqual(rows, [{ life: '7 days' }]);
    await change(userId, { last_used_at: sql`now() - interval '11 hours 59 minutes'` });
    assert.equal((await me(session)).status, 200);
    const read = () =>
      sessions.api.db.selectFrom('sessions').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow();
    const noted = await read();
    assert.ok(noted.last_used_at > noted.created_at);
    await me(session);
    assert.deepEqual(await read(), noted, 'its use is noted to the minute, not with every request');
  });

  it('tells the browser to forget the cookie, also of a session that is over', async () => {
    const session = await signIn('ana');
    for (let i = 0; i < 2; i += 1) {
      const answer = await sessions.api.call(null, 'DELETE', '/session', { headers: { ...SAME_ORIGIN, ...session } });
      assert.equal(answer.status, 204);
      assert.match(String(answer.headers['set-cookie']), /^signoff_session=; .*Expires=Thu, 01 Jan 1970/);
    }
  });

  it('makes no token or webhook key, changes no mailbox and gives no contact’s data away more than 15 minutes after its sign-in, until one signs in again', async () => {
    const asks = async (headers: Record<string, string>) => {
      const all = { ...SAME_ORIGIN, ...headers };
      const token = await sessions.api.call(null, 'POST', '/api/people/ben/tokens', {
        headers: all,
        body: { label: 'x' },
      });
      const body = { email: 'nobody@acme.test' };
      const [given, erased] = [
        await sessions.api.call(null, 'POST', '/api/contacts/export', { headers: all, body }),
        await sessions.api.call(null, 'POST', '/api/contacts/erase', { headers: all, body }),
      ];
      const key = await sessions.api.call(null, 'POST', '/api/webhook-keys', { headers: all, body: { label: 'x' } });
      const mailboxes = [];
      for (const url of ['/api/mailbox', '/api/people/ben/mailbox']) {
        const set = { headers: all, body: { smtp: 'smtps://ben:secret@mail.acme.test' } };
        mailboxes.push(
          await sessions.api.call(null, 'PUT', url, set),
          await sessions.api.call(null, 'DELETE', url, { headers: all }),
        );
      }
      return [token, key, given, erased, ...mailboxes].map(({ status, body: { code } }) => code ?? status);
    };
    const done = [201, 201, 200, 200, 200, 204, 200, 204];
    await publishSealingKey(sessions.api.db, await sealingKeyOf(randomBytes(32).toString('base64')));
    const session = await signIn('adam');
    await change('adam', { proved_at: sql`now() - interval '14 minutes 50 seconds'` });
    assert.deepEqual(await asks(session), done);
    await change('adam', { proved_at: sql`now() - interval '15 minutes 1 second'` });
    assert.deepEqual(
      await asks(session),
      done.map(() => 'sign-in-again'),
    );
    assert.equal(
      (await sessions.api.call(null, 'GET', '/api/people', { headers: { ...SAME_ORIGIN, ...session } })).status,
      200,
    );
    assert.deepEqual(await asks(await signIn('adam')), done);
    assert.deepEqual(await asks({ authorization: `Bearer ${sessions.api.tokens.adam}` }), done);
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
    await removeOldRows(sessions.api.db);
    const rows = await sessions.api.db
      .selectFrom('sessions')
      .select('user_id')
      .where('user_id', 'in', ['kept', 'expired', 'idle'])
      .execute();
    assert.deepEqual(rows, [{ user_id: 'kept' }]);
  });
});
