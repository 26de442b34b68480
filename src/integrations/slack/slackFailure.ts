/** What an error of @slack/web-api says about whether the call took effect. */
import { DeliveryError } from '../../domain/delivery.ts';
import { NEVER_CONNECTED } from '../unreached.ts';

/** Slack says of these that some aspect of the operation may have succeeded (docs.slack.dev/reference/methods/chat.postMessage). */
const MAY_HAVE_WORKED = new Set(['internal_error', 'fatal_error']);

/** Refusals for now (same page). Every other code is a refusal for good: the token, the scopes, the recipient, the message. */
const REFUSED_FOR_NOW = new Set(['service_unavailable', 'request_timeout', 'team_added_to_org']);

/** Refusals of the app and not of the message: whoever runs it has to mend them. */
const OPERATORS = new Set([
  'access_denied',
  'account_inactive',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'token_expired',
  'token_revoked',
]);

/** Slack's codes for "too fast" where they come without HTTP's 429 (docs.slack.dev/apis/web-api/rate-limits). */
const TOO_FAST = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const UNTOLD_WAIT_MS = 30_000;

/**
 * Makes one call. What Slack refused is surely not done; where it gave no clear answer it is `unanswered`: transient for
 * a call that can be repeated, unconfirmed for one that cannot.
 */
export async function slackCall<T>(unanswered: 'transient' | 'unconfirmed', call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw await failure(error, unanswered);
  }
}

async function failure(cause: unknown, unanswered: 'transient' | 'unconfirmed'): Promise<DeliveryError> {
  const { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } = await import(
    '@slack/web-api'
  );
  if (cause instanceof WebAPIRateLimitedError) return tooFast(cause, cause.retryAfter * 1_000);
  const code = cause instanceof WebAPIPlatformError ? cause.data.error : '';
  if (TOO_FAST.has(code)) return tooFast(cause, UNTOLD_WAIT_MS);
  if (REFUSED_FOR_NOW.has(code)) return new DeliveryError('transient', `Slack refused: ${code}`, { cause });
  // A body that was not Slack's JSON stands in the place of the code, and is no answer of Slack's.
  if (/^[a-z0-9_]+$/.test(code) && !MAY_HAVE_WORKED.has(code)) {
    const credentialRefused = OPERATORS.has(code);
    return new DeliveryError('permanent', `Slack refused: ${code}`, { cause, credentialRefused });
  }
  if (cause instanceof WebAPIHTTPError && cause.statusCode < 500) {
    // A proxy on the way, as Slack itself answers 200.
    return new DeliveryError('permanent', `Slack answered HTTP ${cause.statusCode}`, {
      cause,
      credentialRefused: true,
    });
  }
  if (cause instanceof WebAPIRequestError && NEVER_CONNECTED.has(codeOf(cause.original.cause))) {
    return new DeliveryError('transient', 'Slack cannot be reached', { cause });
  }
  const words = cause instanceof Error ? cause.message : String(cause);
  const what = unanswered === 'transient' ? 'nothing was sent' : 'whether the message was sent is not known';
  return new DeliveryError(unanswered, `Slack gave no answer (${words.slice(0, 200)}); ${what}`, { cause });
}

function tooFast(cause: unknown, retryAfterMs: number): DeliveryError {
  return new DeliveryError('rate-limited', `Slack asks to wait ${retryAfterMs / 1_000} s`, { cause, retryAfterMs });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
