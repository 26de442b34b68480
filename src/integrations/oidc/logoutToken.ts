/** Logout tokens: OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.6. */
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { ServerMetadata } from 'openid-client';
import type { OidcProvider } from '../../domain/params/oidcProviders.ts';
import { isProviderId } from './providerId.ts';

/** Whose session ended there: that one, or all of the subject's. */
export interface LogoutClaims {
  issuer: string;
  /** The token's own id: it is obeyed once. */
  jti: string;
  subject?: string;
  sid?: string;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Providers send it at once, and some try again for a while. */
export const LOGOUT_TOKEN_MAX_AGE_SECONDS = 600;
/** By signature alone: a shared secret would let the provider's other clients speak for it. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** What reads and verifies the logout tokens of one provider. It throws where one does not hold. */
export function createLogoutVerifier({ clientId }: OidcProvider, clockToleranceSeconds: number) {
  let known: { uri: string; keys: ReturnType<typeof createRemoteJWKSet> } | undefined;
  return async (token: string, { issuer, jwks_uri: uri }: ServerMetadata): Promise<LogoutClaims> => {
    if (uri === undefined) throw new Error('the provider names no keys');
    if (known?.uri !== uri) known = { uri, keys: createRemoteJWKSet(new URL(uri)) };
    const { payload, protectedHeader } = await jwtVerify(token, known.keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ['iat', 'jti', 'events'],
      maxTokenAge: LOGOUT_TOKEN_MAX_AGE_SECONDS,
      clockTolerance: clockToleranceSeconds,
    });
    // Recommended, not required: what says that it is something else is (RFC 8725, section 3.11).
    const { typ } = protectedHeader;
    if (typ !== undefined && !/^(?:application\/)?(?:logout\+)?jwt$/i.test(typ))
      throw new Error(`a token of type ${typ}`);
    return { issuer, ...claimed(payload) };
  };
}

function claimed({ jti, sub, sid, events, nonce }: JWTPayload): Omit<LogoutClaims, 'issuer'> {
  if (typeof events !== 'object' || events === null || !(EVENT in events)) throw new Error('it tells of no logout');
  // Only ID tokens have one: none of them is to pass for this.
  if (nonce !== undefined) throw new Error('it has a nonce');
  if (!isProviderId(jti)) throw new Error('it has no id of its own');
  const claims = { jti, ...(isProviderId(sub) ? { subject: sub } : {}), ...(isProviderId(sid) ? { sid } : {}) };
  if (claims.subject === undefined && claims.sid === undefined) throw new Error('it does not say whose session');
  return claims;
}
