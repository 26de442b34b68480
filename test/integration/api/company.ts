import { freePort } from '../../../local/ports.ts';
import { oidcProviders } from '../../../src/domain/params/oidcProviders.ts';
import { createRelyingParty } from '../../../src/integrations/oidc/relyingParty.ts';
import type { Visitor } from '../../support/cookieJar.ts';
import {
  type AccountClaims,
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from '../../support/identityProvider.ts';
import { startApi, type TestApi } from './support.ts';

export const SAME_SITE = { 'sec-fetch-site': 'same-origin' };
export const LOGOUT_EVENT = { 'http://schemas.openid.net/event/backchannel-logout': {} };
export const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** For a describe: an API of its own, and two providers. */
export function useCompany() {
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

  return {
    get api() {
      return api;
    },
    get idp() {
      return idp;
    },
    get other() {
      return other;
    },
    get home() {
      return home;
    },
    account,
    callback,
    signIn,
    cameBack,
    me,
    refusedFor,
    emailOf,
    usersWith,
    lastRefusal,
  };
}
