import assert from 'node:assert/strict';
import { SYSTEM } from '../../../src/domain/securityEvents.ts';
import { deactivateUser } from '../../../src/store/people/deactivate.ts';
import { createVisitor, type Visitor } from '../../support/cookieJar.ts';
import type { AccountClaims, IdentityProvider } from '../../support/identityProvider.ts';
import { nowSeconds, useCompany } from './company.ts';
import { startApi } from './support.ts';

describe('API: signing in with the company’s account', () => {
  const company = useCompany();
  const { account, signIn, cameBack, me, refusedFor, usersWith, lastRefusal } = company;

  it('goes to the provider with PKCE, state and nonce, and comes back signed in, to where one was', async () => {
    const { email } = account(company.idp);
    const visitor = createVisitor();
    const begun = await visitor.fetch(`${company.home}/session/oidc/corp?back=/actions/1`);
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
    const { body } = await company.api.call('adam', 'GET', `/api/security-trail?userId=${known.id}`);
    assert.deepEqual(
      body.items.map(({ event }: { event: string }) => event),
      ['sign_in', 'identity_link', 'user_add'],
    );
  });

  it('puts a person into the team of the manager whom a claim names, at every sign-in; of nobody known it changes nothing', async () => {
    const team = async () =>
      (await company.api.db.selectFrom('users').select('manager_id').where('id', '=', userId).executeTakeFirstOrThrow())
        .manager_id;
    const { sub } = account(company.idp, { manager: 'MIA@signoff.test' });
    const visitor = createVisitor();
    await signIn(visitor, 'teams');
    const userId = (await me(visitor))?.id ?? assert.fail();
    assert.equal(await team(), 'mia');
    await company.api.db.updateTable('users').set({ external_id: 'dir-7' }).where('id', '=', 'max').execute();
    for (const [manager, expected] of [
      ['dir-7', 'max'],
      ['dir-7', 'max'],
      ['ana@signoff.test', 'max'],
      ['olga@signoff.test', 'max'],
      [{ not: 'text' }, 'max'],
    ] as const) {
      account(company.idp, { manager }, sub);
      await signIn(visitor, 'teams');
      assert.equal(await team(), expected, JSON.stringify(manager));
    }
    const { body } = await company.api.call('adam', 'GET', `/api/security-trail?userId=${userId}&event=user_change`);
    assert.equal(body.items.length, 2, 'what stays is no change');
  });

  it('knows a person by subject: another address there is the same user here', async () => {
    const { sub } = account(company.idp);
    const [first, second] = [createVisitor(), createVisitor()];
    await signIn(first);
    account(company.idp, { email: 'another@acme.test' }, sub);
    await signIn(second);
    assert.equal((await me(second))?.id, (await me(first))?.id);
  });

  it('gives nobody the user of the same address, nor of the same subject, of another provider', async () => {
    const { sub, email } = account(company.idp);
    const here = createVisitor();
    await signIn(here);
    account(company.other, { email }, 'somebody-else');
    const thief = createVisitor();
    assert.equal(refusedFor((await signIn(thief, 'second')).url), 'email-taken');
    assert.equal(await me(thief), undefined);
    account(company.other, {}, sub);
    const namesake = createVisitor();
    await signIn(namesake, 'second');
    assert.notEqual((await me(namesake))?.id, (await me(here))?.id);
  });

  it('finds at a first sign-in whom the directory calls so', async () => {
    const set = { external_id: 'oid-ben' };
    await company.api.db.updateTable('users').set(set).where('id', '=', 'ben').execute();
    account(company.idp, { oid: 'oid-ben', email: 'ben@elsewhere.test' });
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
      const { email } = account(company.idp, claims);
      const visitor = createVisitor();
      assert.equal(refusedFor((await signIn(visitor, provider)).url), refusal);
      assert.equal(await me(visitor), undefined);
      assert.equal(await usersWith(email), 0);
      assert.equal((await lastRefusal()).detail.provider, provider);
    });
  }

  it('gives the role that the claims give, at every sign-in, and never takes the last administrator away', async () => {
    const { sub } = account(company.idp, { groups: ['leads'] });
    const visitor = createVisitor();
    await signIn(visitor, 'roles');
    assert.equal((await me(visitor))?.role, 'manager');
    account(company.idp, { groups: ['leads', 'admins'] }, sub);
    await signIn(visitor, 'roles');
    const { id, role } = (await me(visitor)) ?? assert.fail();
    assert.equal(role, 'admin');
    await company.api.db.updateTable('users').set({ role: 'manager' }).where('id', '=', 'adam').execute();
    account(company.idp, { groups: ['leads'] }, sub);
    await signIn(visitor, 'roles');
    assert.deepEqual(await me(visitor).then((now) => now?.role), 'admin');
    await company.api.db.updateTable('users').set({ role: 'admin' }).where('id', '=', 'adam').execute();
    await signIn(visitor, 'roles');
    assert.equal((await me(visitor))?.role, 'manager');
    assert.equal((await me(visitor))?.id, id);
  });

  it('refuses whoever was deactivated on the way, and says so in the trail', async () => {
    account(company.idp);
    const visitor = createVisitor();
    await signIn(visitor);
    const { id } = (await me(visitor)) ?? assert.fail();
    const url = await cameBack(visitor);
    await deactivateUser(company.api.db, 'acme', id, SYSTEM);
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
      await visitor.fetch(`${company.home}/session`, {
        method: 'DELETE',
        headers: { 'sec-fetch-site': 'same-origin' },
      });
      return visitor.visit(url.href);
    },
  };
  for (const [how, comeBack] of Object.entries(NOT_BEGUN)) {
    it(`signs nobody in who comes back ${how}`, async () => {
      account(company.idp);
      const visitor = createVisitor();
      const { url } = await comeBack(await cameBack(visitor), visitor);
      assert.equal(refusedFor(url), 'attempt-over');
      assert.equal(await me(visitor), undefined);
    });
  }

  it('takes no answer that another issuer gave (mix-up, RFC 9207)', async () => {
    account(company.idp);
    const visitor = createVisitor();
    const url = await cameBack(visitor);
    assert.equal(url.searchParams.get('iss'), company.idp.issuer);
    url.searchParams.set('iss', company.other.issuer);
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
      const { email } = account(company.idp);
      company.idp.tamper = tamper;
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
      account(company.idp);
      // A token of five minutes, as the provider reckons them.
      company.idp.tamper = (claims) => ({
        claims: { ...claims, iat: nowSeconds() + shift, exp: nowSeconds() + shift + 60 },
      });
      const visitor = createVisitor();
      await signIn(visitor);
      assert.ok(await me(visitor));
    });
  }

  it('says that a provider cannot be reached, and the other ways go on', async () => {
    const visitor = createVisitor();
    assert.equal(refusedFor((await signIn(visitor, 'away')).url), 'provider-away');
    account(company.idp);
    await signIn(visitor);
    assert.ok(await me(visitor));
    assert.equal((await visitor.fetch(`${company.home}/session/oidc/none`)).status, 404);
  });

  it('goes back to no other site', async () => {
    for (const back of ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
      const answer = await createVisitor().fetch(`${company.home}/session/oidc/corp?back=${encodeURIComponent(back)}`);
      assert.equal(answer.status, 422, back);
    }
  });

  it('is told to the sign-in screen; a token signs nobody in where that is switched off', async () => {
    const { body } = await company.api.call(null, 'GET', '/session');
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
