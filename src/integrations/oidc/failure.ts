import * as oidc from 'openid-client';

/**
 * Why a sign-in at a provider came to nothing: it cannot be reached or is out of order; it has signed nobody in; what came of it
 * does not hold; or it does not show that the person was asked again.
 */
export type SignInFailure = 'provider-away' | 'provider-refused' | 'not-valid' | 'not-proved';

/** Its cause is for the log alone: it may tell of the provider's inner life. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly failure: SignInFailure;

  constructor(failure: SignInFailure, cause: unknown) {
    super(`signing in failed: ${failure}`, { cause });
    this.failure = failure;
  }
}

/** OAuth's own words for "not now" (RFC 6749, section 4.1.2.1). */
const AWAY_ERRORS = new Set(['server_error', 'temporarily_unavailable']);
/** openid-client's and jose's codes for an answer that did not come, or is none. */
const AWAY_CODES = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'ERR_JWKS_TIMEOUT',
  // Of keys that were answered with anything but 200, a code of its own does not exist.
  'ERR_JOSE_GENERIC',
]);

/** What an error of the protocol means to the person. */
export function signInFailure(error: unknown): SignInFailed {
  if (error instanceof SignInFailed) return error;
  if (error instanceof oidc.AuthorizationResponseError) {
    return new SignInFailed(AWAY_ERRORS.has(error.error) ? 'provider-away' : 'provider-refused', error);
  }
  return new SignInFailed(isAway(error) ? 'provider-away' : 'not-valid', error);
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && AWAY_CODES.has(String(error.code))) return true;
  // Fetch's own: no connection, no such host, no trust in the certificate.
  return (error instanceof TypeError && error.message === 'fetch failed') || isAway(error.cause);
}
