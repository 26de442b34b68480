import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { freePort } from '../../../local/ports.ts';
import { oidcProviders } from '../../../src/domain/params/oidcProviders.ts';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { createRelyingParty } from '../../../src/integrations/oidc/relyingParty.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { createVisitor, type Visitor } from '../../support/cookieJar.ts';
import {
  type AccountClaims,
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from '../../support/identityProvider.ts';
import { startApi, type TestApi } from './support.ts';

const SAME_SITE = { 'sec-fetch-site': 'same-origin' };
const LOGOUT_EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const nowSeconds = () => Math.floor(Date.now() / 1_000);

describe('API: signing in with the company’s account', () => {
  let api: TestApi;
  let idp: IdentityProvider;
  let other: IdentityProvider;
  let home: string;
  before(async () => {
    home = `http://127.0.0.1:${await freePort()}`;
    const back = (id: string) => `${home}/session/oidc/${id}/callback`;
    idp = await startIdentityProvider(['corp', 'strict', 'roles', 'closed', 'teams'].map(back), [`${home}/`]);
    other = await startIdentityProvider([back('second')], []);
    const shared = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, workspace: 'acme' };
    const configured = [
      {
        ...shared,
        id: 'corp',
        name: 'Acme',
        issuer: idp.issuer,
        defaultRole: 'rep',
        externalIdClaim: 'oid',
        signOutThere: true,
      },
      {
        ...shared,
        id: 'strict',
        name: 'Strict',
        issuer: idp.issuer,
        defaultRole: 'rep',
        allowedDomains: ['acme.test'],
      },
      {
        ...shared,
        id: 'roles',
        name: 'Roles',
        issuer: idp.issuer,
        rolesFromClaim: { claim: 'groups', map: { admins: 'admin', leads: 'manager' } },
      },
      { ...shared, id: 'closed', name: 'Closed', issuer: idp.issuer },
      { ...shared, id: 'teams', name: 'Teams', issuer: idp.issuer, defaultRole: 'rep', managerClaim: 'manager' },
      { ...shared, id: 'second', name: 'Second', issuer: other.issuer, defaultRole: 'rep' },
      { ...shared, id: 'away', name: 'Away', issuer: `http://127.0.0.1:${await freePort()}`, defaultRole: 'rep' },
    ];
    const relyingParties = oidcProviders
      .parse(JSON.stringify(configured))
      .map((each) => createRelyingParty(each, home));
    api = await startApi({ publicUrl: home, relyingParties, demoSignIn: false });
    await api.app.listen({ host: '127.0.0.1', port: Number(new URL(home).port) });
  });
  after(async () => {
    await api.stop();
    await Promise.all([idp.stop(), other.stop()]);
  });

  let people = 0;
  /** Somebody whom a provider knows. */
  function account(at: IdentityProvider, claims: AccountClaims = {}, subject?: string) {
    people += 1;
    const sub = subject ?? `subject-${people}`;
    const email = `person-${people}@acme.test`;
    at.accounts.set(sub, { email, email_verified: true, name: `Person ${people}`, ...claims });
    at.account = sub;
    return { sub, email: String(claims.email ?? email) };
  }

  const callback = (url: URL) => url.origin === home && url.pathname.endsWith('/callback');
  /** Signs in through every redirect; answers where it ended. */
  const signIn = (visitor: Visitor, provider = 'corp', query = '') =>
    visitor.visit(`${home}/session/oidc/${provider}${query}`);
  /** The same up to the address that the provider sends the browser back to. */
  const cameBack = async (visitor: Visitor, provider = 'corp') =>
    (await visitor.visit(`${home}/session/oidc/${provider}`, callback)).url;
  const me = async (visitor: Visitor) => {
    const response = await visitor.fetch(`${home}/api/me`, { headers: { 'sec-fetch-site': 'same-origin' } });
    return response.status === 200 ? ((await response.json()) as { id: string; role: string }) : undefined;
  };
  const refusedFor = (url: URL) => url.searchParams.get('refused');
  const emailOf = async (id: string) =>
    (await api.db.selectFrom('users').select('email').where('id', '=', id).executeTakeFirst())?.email;
  const usersWith = async (email: string) =>
    (await api.db.selectFrom('users').select('id').where('email', '=', email).execute()).length;
  const lastRefusal = async () =>
    (await api.call('adam', 'GET', '/api/security-trail?event=sign_in_refused')).body.items[0];

  it('goes to the provider with PKCE, state and nonce, and comes back signed in, to where one was', async () => {
    const { email } = account(idp);
    const visitor = createVisitor();
    const begun = await visitor.fetch(`${home}/session/oidc/corp?back=/actions/1`);
    const asked = new URL(begun.headers.get('location') ?? '');
    assert.deepEqual(
      [asked.searchParams.get('response_type'), asked.searchParams.get('code_challenge_method')],
      ['code', 'S256'],
    );
    for (const name of ['code_challenge', 'state', 'nonce']) {
      assert.ok((asked.searchParams.get(name)?.length ?? 0) >= 43, name);
    }
    const { response } = await visitor.visit(asked.href);
    assert.match((await response?.text()) ?? '', /url=\/actions\/1"/);
    const known = (await me(visitor)) ?? assert.fail();
    assert.equal(known.role, 'rep');
    assert.equal(await usersWith(email), 1);
    const { body } = await api.call('adam', 'GET', `/api/security-trail?userId=${known.id}`);
    assert.deepEqual(
      body.items.map(({ event }: { event: string }) => event),
      ['sign_in', 'identity_link', 'user_add'],
    );
  });

  it('puts a person into the team of the manager whom a claim names, at every sign-in; of nobody known it changes nothing', async () => {
    const team = async () =>
      (await api.db.selectFrom('users').select('manager_id').where('id', '=', userId).executeTakeFirstOrThrow())
        .manager_id;
    const { sub } = account(idp, { manager: 'MIA@signoff.test' });
    const visitor = createVisitor();
    await signIn(visitor, 'teams');
    const userId = (await me(visitor))?.id ?? assert.fail();
    assert.equal(await team(), 'mia');
    await api.db.updateTable('users').set({ external_id: 'dir-7' }).where('id', '=', 'max').execute();
    for (const [manager, expected] of [
      ['dir-7', 'max'],
      ['dir-7', 'max'],
      ['ana@signoff.test', 'max'],
      ['olga@signoff.test', 'max'],
      [{ not: 'text' }, 'max'],
    ] as const) {
      account(idp, { manager }, sub);
      await signIn(visitor, 'teams');
      assert.equal(await team(), expected, JSON.stringify(manager));
    }
    const { body } = await api.call('adam', 'GET', `/api/security-trail?userId=${userId}&event=user_change`);
    assert.equal(body.items.length, 2, 'what stays is no change');
  });

  it('knows a person by subject: another address there is the same user here', async () => {
    const { sub } = account(idp);
    const [first, second] = [createVisitor(), createVisitor()];
    await signIn(first);
    account(idp, { email: 'another@acme.test' }, sub);
    await signIn(second);
    assert.equal((await me(second))?.id, (await me(first))?.id);
  });

  it('gives nobody the user of the same address, nor of the same subject, of another provider', async () => {
    const { sub, email } = account(idp);
    const here = createVisitor();
    await signIn(here);
    account(other, { email }, 'somebody-else');
    const thief = createVisitor();
    assert.equal(refusedFor((await signIn(thief, 'second')).url), 'email-taken');
    assert.equal(await me(thief), undefined);
    account(other, {}, sub);
    const namesake = createVisitor();
    await signIn(namesake, 'second');
    assert.notEqual((await me(namesake))?.id, (await me(here))?.id);
  });

  it('finds at a first sign-in whom the directory calls so', async () => {
    const set = { external_id: 'oid-ben' };
    await api.db.updateTable('users').set(set).where('id', '=', 'ben').execute();
    account(idp, { oid: 'oid-ben', email: 'ben@elsewhere.test' });
    const visitor = createVisitor();
    await signIn(visitor);
    assert.equal((await me(visitor))?.id, 'ben');
  });

  const UNKNOWN: Record<string, { provider: string; claims: AccountClaims; refusal: string }> = {
    'where the provider provisions nobody': { provider: 'closed', claims: {}, refusal: 'unknown' },
    'whose address is of another domain': {
      provider: 'strict',
      claims: { email: 'x@evil.test' },
      refusal: 'domain-not-allowed',
    },
    'whose address the provider does not vouch for': {
      provider: 'corp',
      claims: { email_verified: false },
      refusal: 'email-unverified',
    },
    'whose claims give no role': { provider: 'roles', claims: { groups: ['others'] }, refusal: 'no-role' },
  };
  for (const [whom, { provider, claims, refusal }] of Object.entries(UNKNOWN)) {
    it(`refuses somebody unknown ${whom}, and leaves no trace of a user`, async () => {
      const { email } = account(idp, claims);
      const visitor = createVisitor();
      assert.equal(refusedFor((await signIn(visitor, provider)).url), refusal);
      assert.equal(await me(visitor), undefined);
      assert.equal(await usersWith(email), 0);
      assert.equal((await lastRefusal()).detail.provider, provider);
    });
  }

  it('gives the role that the claims give, at every sign-in, and never takes the last administrator away', async () => {
    const { sub } = account(idp, { groups: ['leads'] });
    const visitor = createVisitor();
    await signIn(visitor, 'roles');
    assert.equal((await me(visitor))?.role, 'manager');
    account(idp, { groups: ['leads', 'admins'] }, sub);
    await signIn(visitor, 'roles');
    const { id, role } = (await me(visitor)) ?? assert.fail();
    assert.equal(role, 'admin');
    await api.db.updateTable('users').set({ role: 'manager' }).where('id', '=', 'adam').execute();
    account(idp, { groups: ['leads'] }, sub);
    await signIn(visitor, 'roles');
    assert.deepEqual(await me(visitor).then((now) => now?.role), 'admin');
    await api.db.updateTable('users').set({ role: 'admin' }).where('id', '=', 'adam').execute();
    await signIn(visitor, 'roles');
    assert.equal((await me(visitor))?.role, 'manager');
    assert.equal((await me(visitor))?.id, id);
  });

  it('refuses whoever was deactivated on the way, and says so in the trail', async () => {
    account(idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const { id } = (await me(visitor)) ?? assert.fail();
    const url = await cameBack(visitor);
    await deactivateUser(api.db, 'acme', id, SYSTEM);
    assert.equal(refusedFor((await visitor.visit(url.href)).url), 'deactivated');
    assert.equal(await me(visitor), undefined);
    assert.deepEqual([(await lastRefusal()).about, (await lastRefusal()).detail.why], [id, 'the user is deactivated']);
  });

  const NOT_BEGUN: Record<string, (url: URL, visitor: Visitor) => Promise<{ url: URL }>> = {
    'with a state that was never given': (url, visitor) => {
      url.searchParams.set('state', 'x'.repeat(43));
      return visitor.visit(url.href);
    },
    'without a state': (url, visitor) => {
      url.searchParams.delete('state');
      return visitor.visit(url.href);
    },
    'in another browser': (url) => createVisitor().visit(url.href),
    'at another provider’s address': (url, visitor) => visitor.visit(url.href.replace('/corp/', '/second/')),
    'a second time': async (url, visitor) => {
      await visitor.visit(url.href);
      await visitor.fetch(`${home}/session`, { method: 'DELETE', headers: { 'sec-fetch-site': 'same-origin' } });
      return visitor.visit(url.href);
    },
  };
  for (const [how, comeBack] of Object.entries(NOT_BEGUN)) {
    it(`signs nobody in who comes back ${how}`, async () => {
      account(idp);
      const visitor = createVisitor();
      const { url } = await comeBack(await cameBack(visitor), visitor);
      assert.equal(refusedFor(url), 'attempt-over');
      assert.equal(await me(visitor), undefined);
    });
  }

  it('takes no answer that another issuer gave (mix-up, RFC 9207)', async () => {
    account(idp);
    const visitor = createVisitor();
    const url = await cameBack(visitor);
    assert.equal(url.searchParams.get('iss'), idp.issuer);
    url.searchParams.set('iss', other.issuer);
    assert.equal(refusedFor((await visitor.visit(url.href)).url), 'not-valid');
    assert.equal(await me(visitor), undefined);
  });

  const FORGED: Record<string, IdentityProvider['tamper']> = {
    'of another nonce': (claims) => ({ claims: { ...claims, nonce: 'another' } }),
    'without a nonce': ({ nonce: _, ...claims }) => ({ claims }),
    'for another client': (claims) => ({ claims: { ...claims, aud: 'another' } }),
    'of another issuer': (claims) => ({ claims: { ...claims, iss: 'https://evil.test' } }),
    'that another key signed': (claims) => ({ claims, foreignKey: true }),
    'that ran out six minutes ago': (claims) => ({ claims: { ...claims, exp: nowSeconds() - 360 } }),
    'of six minutes from now': (claims) => ({
      claims: { ...claims, iat: nowSeconds() + 360, nbf: nowSeconds() + 360 },
    }),
  };
  for (const [what, tamper] of Object.entries(FORGED)) {
    it(`takes no ID token ${what}`, async () => {
      const { email } = account(idp);
      idp.tamper = tamper;
      const visitor = createVisitor();
      assert.equal(refusedFor((await signIn(visitor)).url), 'not-valid');
      assert.deepEqual([await me(visitor), await usersWith(email)], [undefined, 0]);
    });
  }

  for (const [clock, shift] of [
    ['slow', -240],
    ['fast', 240],
  ] as const) {
    it(`signs in by a provider whose clock is four minutes ${clock}`, async () => {
      account(idp);
      // A token of five minutes, as the provider reckons them.
      idp.tamper = (claims) => ({ claims: { ...claims, iat: nowSeconds() + shift, exp: nowSeconds() + shift + 60 } });
      const visitor = createVisitor();
      await signIn(visitor);
      assert.ok(await me(visitor));
    });
  }

  it('says that a provider cannot be reached, and the other ways go on', async () => {
    const visitor = createVisitor();
    assert.equal(refusedFor((await signIn(visitor, 'away')).url), 'provider-away');
    account(idp);
    await signIn(visitor);
    assert.ok(await me(visitor));
    assert.equal((await visitor.fetch(`${home}/session/oidc/none`)).status, 404);
  });

  it('goes back to no other site', async () => {
    for (const back of ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
      const answer = await createVisitor().fetch(`${home}/session/oidc/corp?back=${encodeURIComponent(back)}`);
      assert.equal(answer.status, 422, back);
    }
  });

  it('asks again for the password where that is wanted, and begins a new session', async () => {
    account(idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const { host } = new URL(home);
    const before = visitor.cookie('signoff_session', host);
    const begun = await visitor.fetch(`${home}/session/oidc/corp?again=true`);
    const asked = new URL(begun.headers.get('location') ?? '');
    assert.deepEqual([asked.searchParams.get('prompt'), asked.searchParams.get('max_age')], ['login', '0']);
    await visitor.visit(asked.href);
    const after = visitor.cookie('signoff_session', host);
    assert.ok(after !== undefined && after !== before);
    const old = await fetch(`${home}/api/me`, {
      headers: { cookie: `signoff_session=${before}`, 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(old.status, 401);
  });

  it('lets nobody do what needs a fresh sign-in who was let in there without showing who he is', async () => {
    account(idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const userId = (await me(visitor))?.id ?? assert.fail();
    const { host } = new URL(home);
    const link = async () => {
      const headers = { ...SAME_SITE, cookie: `signoff_session=${visitor.cookie('signoff_session', host)}` };
      const { status, body } = await api.call(null, 'POST', '/session/oidc/second/link', { headers });
      return body.code ?? status;
    };
    const provedAt = async () =>
      (await api.db.selectFrom('sessions').select('proved_at').where('user_id', '=', userId).executeTakeFirstOrThrow())
        .proved_at;
    // Signed in at the provider already: the browser goes there and back, and nobody is asked anything.
    await signIn(visitor);
    assert.equal(await provedAt(), null);
    assert.equal(await link(), 'sign-in-again');
    await signIn(visitor, 'corp', '?again=true');
    assert.ok(Date.now() - Number(await provedAt()) < 60_000);
    assert.equal(await link(), 200);
    // A provider that says when it was: long ago is long ago.
    const longAgo = nowSeconds() - 3_600;
    idp.tamper = (claims) => ({ claims: { ...claims, auth_time: longAgo } });
    await signIn(visitor);
    assert.equal(Number(await provedAt()), longAgo * 1_000);
    assert.equal(await link(), 'sign-in-again');
  });

  it('is unlinked by the person or an administrator: it signs in no more, and what it has signed in to ends', async () => {
    const { sub } = account(idp);
    const visitor = createVisitor();
    await signIn(visitor, 'corp', '?again=true');
    const userId = (await me(visitor))?.id ?? assert.fail();
    const { body } = await api.call('adam', 'GET', `/api/people/${userId}/accounts`);
    assert.deepEqual(
      body.items.map(({ provider }: { provider: string }) => provider),
      ['corp'],
    );
    assert.equal((await api.call('adam', 'DELETE', `/api/people/${userId}/accounts/corp`)).status, 204);
    assert.equal(await me(visitor), undefined);
    account(idp, { email: (await emailOf(userId)) ?? '' }, sub);
    assert.equal(refusedFor((await signIn(visitor)).url), 'email-taken');
    const trail = await api.call('adam', 'GET', `/api/security-trail?userId=${userId}&event=identity_unlink`);
    assert.deepEqual([trail.body.items[0].by, trail.body.items[0].detail], ['adam', { provider: 'corp' }]);
  });

  it('takes no sign-in for one that was asked for again where the provider does not say so', async () => {
    for (const authTime of [undefined, nowSeconds() - 3_600]) {
      account(idp);
      idp.tamper = (claims) => ({ claims: { ...claims, auth_time: authTime } });
      const visitor = createVisitor();
      assert.equal(refusedFor((await signIn(visitor, 'corp', '?again=true')).url), 'not-proved');
      assert.equal(await me(visitor), undefined);
    }
  });

  it('ends the sessions and streams of whoever signed out there, once for each logout token', async () => {
    const { sub } = account(idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const { host } = new URL(home);
    const cookie = `signoff_session=${visitor.cookie('signoff_session', host)}`;
    const stream = await api.app.inject({ url: '/api/events', headers: { cookie }, payloadAsStream: true });
    assert.equal(stream.statusCode, 200);
    const claims = { iss: idp.issuer, aud: CLIENT_ID, sub, iat: nowSeconds(), jti: `jti-${sub}`, events: LOGOUT_EVENT };
    const send = async (token: string) =>
      (
        await fetch(`${home}/session/oidc/corp/backchannel-logout`, {
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
      assert.equal(await send(await idp.logoutToken(wrong)), 400, what);
    }
    assert.equal(await send(await idp.logoutToken(claims, true)), 400, 'another key');
    assert.ok(await me(visitor));
    assert.equal(await send(await idp.logoutToken(claims)), 200);
    assert.equal(await me(visitor), undefined);
    assert.match(await text(stream.stream()), /^event: ready/);
    await signIn(visitor);
    assert.equal(await send(await idp.logoutToken(claims)), 400);
    assert.ok(await me(visitor));
  });

  it('signs out there too, where that is wanted', async () => {
    account(idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const answer = await visitor.fetch(`${home}/session`, {
      method: 'DELETE',
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    assert.equal(answer.status, 200);
    const { goTo } = (await answer.json()) as { goTo: string };
    const there = new URL(goTo);
    assert.deepEqual([there.origin, there.searchParams.get('post_logout_redirect_uri')], [idp.issuer, `${home}/`]);
    assert.ok(there.searchParams.has('id_token_hint'));
    assert.equal(await me(visitor), undefined);
  });

  it('is told to the sign-in screen; a token signs nobody in where that is switched off', async () => {
    const { body } = await api.call(null, 'GET', '/session');
    assert.deepEqual(body.providers[0], { id: 'corp', name: 'Acme' });
    const closed = await startApi({ demoSignIn: false, tokenSignIn: false });
    try {
      const headers = { 'sec-fetch-site': 'same-origin' };
      const signedIn = await closed.call(null, 'POST', '/session', { headers, body: { token: closed.tokens.ana } });
      assert.equal(signedIn.status, 403);
      assert.equal((await closed.call('ana', 'GET', '/api/me')).status, 200);
    } finally {
      await closed.stop();
    }
  });
});
