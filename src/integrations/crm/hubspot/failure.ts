import { DeliveryError } from '../../../domain/delivery.ts';
import { parseJson } from '../../../domain/json.ts';
import { NEVER_CONNECTED } from '../../unreached.ts';

/** What it means for the caller that HubSpot did not do as it was asked. */
export interface Meaning {
  /** A refused token, or one without the scope. */
  refused: 'transient' | 'permanent';
  /** Whatever leaves open whether the request was carried out. */
  unanswered: 'transient' | 'unconfirmed';
  /** A refusal's meaning in plain words, made of HubSpot's own; undefined where they are all that is known. */
  explain?: (words: string) => string | undefined;
}

/** Reading events: a token is mended by somebody, and the events wait for that. */
export const READING: Meaning = { refused: 'transient', unanswered: 'transient' };
/** Reading for a delivery: the action is to fail at once and say so; it can be retried when the token is right. */
export const ASKING: Meaning = { refused: 'permanent', unanswered: 'transient' };
/** Writing: as asking, but what gave no answer may have been done. */
export const WRITING: Meaning = { refused: 'permanent', unanswered: 'unconfirmed' };

/** HubSpot names no wait; its policies count by ten seconds, by the second or by the day (its usage guidelines). */
const WAIT_MS_BY_POLICY: Readonly<Record<string, number>> = {
  SECONDLY: 1_000,
  TEN_SECONDLY_ROLLING: 10_000,
  DAILY: 60 * 60_000,
};
const UNTOLD_WAIT_MS = 10_000;
/** "Locked": wait at least two seconds (developers.hubspot.com, error handling). */
const LOCKED_WAIT_MS = 2_000;

/** What an error of HubSpot's client says about a request, and about making it again. */
export function hubspotFailure(cause: unknown, meaning: Meaning = READING): DeliveryError {
  if (cause instanceof DeliveryError) return cause;
  const { code, body, headers } = answerIn(cause);
  if (code === 429) {
    const told = Number(headers['retry-after']) * 1_000;
    const wait = told > 0 ? told : (WAIT_MS_BY_POLICY[String(body.policyName)] ?? UNTOLD_WAIT_MS);
    return tooFast('HubSpot asks to slow down', wait, cause);
  }
  if (code === 423) return tooFast('HubSpot has locked the record', LOCKED_WAIT_MS, cause);
  if (code === 401 || code === 403) {
    return new DeliveryError(meaning.refused, refusalOf(code, body), { cause, credentialRefused: true });
  }
  if (code !== undefined && code >= 400 && code < 500 && code !== 408) {
    const words = wordsIn(body);
    const plain = meaning.explain?.(words) ?? 'HubSpot refuses the request';
    return new DeliveryError('permanent', `${plain} (HTTP ${code}${words && `: ${words}`})`, { cause });
  }
  const words = code === undefined ? messageOf(cause) : `HTTP ${code}`;
  const kind = code === undefined && isUnreached(cause) ? 'transient' : meaning.unanswered;
  const open = kind === 'unconfirmed' ? '; whether it was done is not known' : '';
  return new DeliveryError(kind, `HubSpot gave no answer (${words.slice(0, 200)})${open}`, { cause });
}

function tooFast(message: string, retryAfterMs: number, cause: unknown): DeliveryError {
  return new DeliveryError('rate-limited', `${message}: ${retryAfterMs / 1_000} s`, { cause, retryAfterMs });
}

function refusalOf(code: 401 | 403, body: Body): string {
  if (code === 401) return 'HubSpot refuses the access token (HTTP 401): HUBSPOT_ACCESS_TOKEN is wrong or was revoked';
  const scopes = scopesIn(body);
  const missing = scopes.length === 0 ? wordsIn(body) : `it lacks the scope ${scopes.join(' or ')}`;
  return `HubSpot refuses the access token (HTTP 403): ${missing || 'it may not do this'}`;
}

/** HubSpot's answer, where an error is one. */
export interface Answer {
  code?: number;
  body: Body;
  headers: Readonly<Record<string, string>>;
}
type Body = Readonly<Record<string, unknown>>;

/** Each API of the client has an ApiException class of its own, so it is known by its members. */
export function answerIn(error: unknown): Answer {
  if (error instanceof DeliveryError) return answerIn(error.cause);
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number')
    return { body: {}, headers: {} };
  const body = bodyOf('body' in error ? error.body : undefined);
  // The client's own type of it.
  const headers = 'headers' in error ? (error.headers as Answer['headers']) : {};
  return { code: error.code, body, headers };
}

/** The scopes of which a refusal says that one would do. */
export function scopesIn(body: Body): string[] {
  const contexts = [body, ...list(body.errors)].map((each) => bodyOf(bodyOf(each).context));
  const named = contexts.flatMap((context) => [
    ...list(context.requiredGranularScopes),
    ...list(context.requiredScopes),
  ]);
  return [...new Set(named.map(String))];
}

/** What HubSpot says in its own words, on one line. */
function wordsIn(body: Body): string {
  const all = [body, ...list(body.errors)].map((each) => bodyOf(each).message);
  const words = all.filter((one) => typeof one === 'string').join('; ');
  return words.replace(/\s+/g, ' ').trim().slice(0, 300);
}

function bodyOf(value: unknown): Body {
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  // Any object can be asked for members that may not be there.
  return typeof parsed === 'object' && parsed !== null ? (parsed as Body) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isUnreached(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NEVER_CONNECTED.has(String(error.code));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
