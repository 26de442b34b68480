import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { createVisitor } from '../../support/cookieJar.ts';
import { CLIENT_ID } from '../../support/identityProvider.ts';
import { LOGOUT_EVENT, nowSeconds, SAME_SITE, useCompany } from './company.ts';

describe('API: what was signed in to with the company’s account', () => {
  const company = useCompany();
  const { account, signIn, me, refusedFor, emailOf } = company;

  it('asks again for the password where that is wanted, and begins a new session', async () => {
    account(company.idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const { host } = new URL(company.home);
    const before = visitor.cookie('signoff_session', host);
    const begun = await visitor.fetch(`${company.home}/session/oidc/corp?again=true`);
    const asked = new URL(begun.headers.get('location') ?? '');
    assert.deepEqual([asked.searchParams.get('prompt'), asked.searchParams.get('max_age')], ['login', '0']);
    await visitor.visit(asked.href);
    const after = visitor.cookie('signoff_session', host);
    assert.ok(after !== undefined && after !== before);
    const old = await fetch(`${company.home}/api/me`, {
      headers: { cookie: `signoff_session=${before}`, 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(old.status, 401);
  });

  it('lets nobody do what needs a fresh sign-in who was let in there without showing who he is', async () => {
    account(company.idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const userId = (await me(visitor))?.id ?? assert.fail();
    const { host } = new URL(company.home);
    const link = async () => {
      const headers = { ...SAME_SITE, cookie: `signoff_session=${visitor.cookie('signoff_session', host)}` };
      const { status, body } = await company.api.call(null, 'POST', '/session/oidc/second/link', { headers });
      return body.code ?? status;
    };
    const provedAt = async () =>
      (
        await company.api.db
          .selectFrom('sessions')
          .select('proved_at')
          .where('user_id', '=', userId)
          .executeTakeFirstOrThrow()
      ).proved_at;
    // Signed in at the provider already: the browser goes there and back, and nobody is asked anything.
    await signIn(visitor);
    assert.equal(await provedAt(), null);
    assert.equal(await link(), 'sign-in-again');
    await signIn(visitor, 'corp', '?again=true');
    assert.ok(Date.now() - Number(await provedAt()) < 60_000);
    assert.equal(await link(), 200);
    // A provider that says when it was: long ago is long ago.
    const longAgo = nowSeconds() - 3_600;
    company.idp.tamper = (claims) => ({ claims: { ...claims, auth_time: longAgo } });
    await signIn(visitor);
    assert.equal(Number(await provedAt()), longAgo * 1_000);
    assert.equal(await link(), 'sign-in-again');
  });

  it('is unlinked by the person or an administrator: it signs in no more, and what it has signed in to ends', async () => {
    const { sub } = account(company.idp);
    const visitor = createVisitor();
    await signIn(visitor, 'corp', '?again=true');
    const userId = (await me(visitor))?.id ?? assert.fail();
    const { body } = await company.api.call('adam', 'GET', `/api/people/${userId}/accounts`);
    assert.deepEqual(
      body.items.map(({ provider }: { provider: string }) => provider),
      ['corp'],
    );
    assert.equal((await company.api.call('adam', 'DELETE', `/api/people/${userId}/accounts/corp`)).status, 204);
    assert.equal(await me(visitor), undefined);
    account(company.idp, { email: (await emailOf(userId)) ?? '' }, sub);
    assert.equal(refusedFor((await signIn(visitor)).url), 'email-taken');
    const trail = await company.api.call('adam', 'GET', `/api/security-trail?userId=${userId}&event=identity_unlink`);
    assert.deepEqual([trail.body.items[0].by, trail.body.items[0].detail], ['adam', { provider: 'corp' }]);
  });

  it('takes no sign-in for one that was asked for again where the provider does not say so', async () => {
    for (const authTime of [undefined, nowSeconds() - 3_600]) {
      account(company.idp);
      company.idp.tamper = (claims) => ({ claims: { ...claims, auth_time: authTime } });
      const visitor = createVisitor();
      assert.equal(refusedFor((await signIn(visitor, 'corp', '?again=true')).url), 'not-proved');
      assert.equal(await me(visitor), undefined);
    }
  });

  it('ends the sessions and streams of whoever signed out there, once for each logout token', async () => {
    const { sub } = account(company.idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const { host } = new URL(company.home);
    const cookie = `signoff_session=${visitor.cookie('signoff_session', host)}`;
    const stream = await company.api.app.inject({ url: '/api/events', headers: { cookie }, payloadAsStream: true });
    assert.equal(stream.statusCode, 200);
    const claims = {
      iss: company.idp.issuer,
      aud: CLIENT_ID,
      sub,
      iat: nowSeconds(),
      jti: `jti-${sub}`,
      events: LOGOUT_EVENT,
    };
    const send = async (token: string) =>
      (
        await fetch(`${company.home}/session/oidc/corp/backchannel-logout`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token: token }),
        })
      ).status;
    for (const [what, wrong] of Object.entries({
      audience: { ...claims, aud: 'another' },
      issuer: { ...claims, iss: 'https://evil.test' },
      age: { ...claims, iat: nowSeconds() - 3_600 },
      event: { ...claims, events: {} },
      nonce: { ...claims, nonce: 'x' },
      nobody: { ...claims, sub: undefined },
    })) {
      assert.equal(await send(await company.idp.logoutToken(wrong)), 400, what);
    }
    assert.equal(await send(await company.idp.logoutToken(claims, true)), 400, 'another key');
    assert.ok(await me(visitor));
    assert.equal(await send(await company.idp.logoutToken(claims)), 200);
    assert.equal(await me(visitor), undefined);
    assert.match(await text(stream.stream()), /^event: ready/);
    await signIn(visitor);
    assert.equal(await send(await company.idp.logoutToken(claims)), 400);
    assert.ok(await me(visitor));
  });

  it('signs out there too, where that is wanted', async () => {
    account(company.idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const answer = await visitor.fetch(`${company.home}/session`, {
      method: 'DELETE',
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(answer.status, 200);
    const { goTo } = (await answer.json()) as { goTo: string };
    const there = new URL(goTo);
    assert.deepEqual(
      [there.origin, there.searchParams.get('post_logout_redirect_uri')],
      [company.idp.issuer, `${company.home}/`],
    );
    assert.ok(there.searchParams.has('id_token_hint'));
    assert.equal(await me(visitor), undefined);
  });
});
