/** One identity provider as we use it: OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636, RFC 9700). */
import * as oidc from 'openid-client';
import type { OidcProvider } from '../../domain/params/oidcProviders.ts';
import { SignInFailed, signInFailure } from './failure.ts';
import { createLogoutVerifier, type LogoutClaims } from './logoutToken.ts';
import { isProviderId } from './providerId.ts';

/**
 * By how much a provider's clock and ours may differ: tokens live for minutes, and machines without time synchronisation
 * are off by some. Each token is good once by its nonce, so that this gives nobody a second use.
 */
export const CLOCK_TOLERANCE_SECONDS = 300;
/** Somebody looks at an empty page meanwhile. */
const TIMEOUT_SECONDS = 5;
/** What a provider says of itself, such as where its keys are, changes rarely. */
const DISCOVERED_FOR_MS = 60 * 60 * 1_000;

/** What is remembered of a sign-in from sending the browser away to its coming back. */
export interface Attempt {
  state: string;
  nonce: string;
  codeVerifier: string;
  /** Whether the provider is to ask for the password again, whoever is signed in there. */
  again: boolean;
}

/** Whom a provider has signed in. */
export interface Account {
  issuer: string;
  subject: string;
  /** What the provider calls this sign-in, where it says. */
  sid: string | null;
  idToken: string;
  /** When the person typed a password or the like there; null: it does not say. */
  provedAt: Date | null;
  /** All that it says of the person. */
  claims: Readonly<Record<string, unknown>>;
}

export interface RelyingParty {
  provider: OidcProvider;
  /** Begins a sign-in; answers where to send the browser. @throws SignInFailed provider-away */
  begin(again: boolean): Promise<{ url: URL; attempt: Attempt }>;
  /** Ends it. @param answer the address that the provider sent the browser to. @throws SignInFailed */
  complete(answer: URL, attempt: Attempt): Promise<Account>;
  /** Reads a logout token. @throws SignInFailed provider-away, not-valid */
  readLogout(token: string): Promise<LogoutClaims>;
  /** Where the browser goes to sign out there; undefined where the provider does not have that, or is away. */
  signOutUrl(idToken: string): Promise<URL | undefined>;
}

/** @param publicUrl where we are reached: the provider sends browsers to `<publicUrl>/session/oidc/<id>/callback` */
export function createRelyingParty(provider: OidcProvider, publicUrl: string): RelyingParty {
  const home = publicUrl.replace(/\/+$/, '');
  const redirectUri = `${home}/session/oidc/${provider.id}/callback`;
  const configuration = remembering(() => discover(provider), DISCOVERED_FOR_MS);
  const readLogoutToken = createLogoutVerifier(provider, CLOCK_TOLERANCE_SECONDS);

  /** @throws SignInFailed in place of whatever went wrong */
  async function attempting<T>(work: (config: oidc.Configuration) => Promise<T>): Promise<T> {
    try {
      return await work(await configuration());
    } catch (error) {
      throw signInFailure(error);
    }
  }

  return {
    provider,
    begin: (again) =>
      attempting(async (config) => {
        const attempt = {
          state: oidc.randomState(),
          nonce: oidc.randomNonce(),
          codeVerifier: oidc.randomPKCECodeVerifier(),
          again,
        };
        const url = oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: [...new Set(['openid', 'email', 'profile', ...provider.scopes])].join(' '),
          state: attempt.state,
          nonce: attempt.nonce,
          code_challenge: await oidc.calculatePKCECodeChallenge(attempt.codeVerifier),
          code_challenge_method: 'S256',
          ...(again ? { prompt: 'login', max_age: '0' } : {}),
        });
        return { url, attempt };
      }),
    complete: (answer, { state, nonce, codeVerifier, again }) =>
      attempting(async (config) => {
        const tokens = await oidc.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
        });
        const claims = tokens.claims();
        if (claims === undefined || tokens.id_token === undefined) throw new Error('there is no ID token');
        if (!isProviderId(claims.sub)) throw new Error('the subject is none');
        const provedAt = provedIn(claims);
        if (again && !isJustNow(provedAt)) throw new SignInFailed('not-proved', undefined);
        return {
          issuer: claims.iss,
          subject: claims.sub,
          sid: isProviderId(claims.sid) ? claims.sid : null,
          idToken: tokens.id_token,
          provedAt,
          claims: await withUserInfo(config, claims, tokens.access_token),
        };
      }),
    readLogout: (token) => attempting((config) => readLogoutToken(token, config.serverMetadata())),
    async signOutUrl(idToken) {
      const config = await configuration().catch(() => undefined);
      if (config?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return oidc.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: `${home}/` });
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcProvider): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  return oidc.discovery(
    url,
    clientId,
    { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      execute: [
        // TLS vouches for a token that comes straight from the provider; its signature does as well, also behind a proxy.
        oidc.enableNonRepudiationChecks,
        ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
      ],
    },
  );
}

/** `auth_time` (OpenID Connect Core 1.0, section 2): never later than now, whatever the provider's clock says. */
function provedIn({ auth_time: seconds }: oidc.IDToken): Date | null {
  return typeof seconds === 'number' ? new Date(Math.min(seconds * 1_000, Date.now())) : null;
}

function isJustNow(at: Date | null): boolean {
  return at !== null && Date.now() - at.getTime() <= CLOCK_TOLERANCE_SECONDS * 1_000;
}

/** An ID token may be thin: many providers tell the address only to whoever asks (OpenID Connect Core 1.0, section 5.4). */
async function withUserInfo(
  config: oidc.Configuration,
  claims: oidc.IDToken,
  accessToken: string,
): Promise<Account['claims']> {
  if (claims.email !== undefined || config.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...(await oidc.fetchUserInfo(config, accessToken, claims.sub)), ...claims };
}

/** Makes something once for so long; a failure is not kept. */
function remembering<T>(make: () => Promise<T>, forMs: number): () => Promise<T> {
  let made: { value: Promise<T>; untilMs: number } | undefined;
  return () => {
    if (made === undefined || made.untilMs <= performance.now()) {
      const value = make();
      const mine = { value, untilMs: performance.now() + forMs };
      value.catch(() => {
        if (made === mine) made = undefined;
      });
      made = mine;
    }
    return made.value;
  };
}
