import { DeliveryError } from '../../../domain/delivery.ts';
import { isJsonObject, parseJson } from '../../../domain/json.ts';
import { NEVER_CONNECTED } from '../../unreached.ts';

/** `read`: may be repeated; `write`: what it did is done. */
export type CallKind = 'read' | 'write';

const UNTOLD_WAIT_MS = 10_000;
const MAX_WORDS = 300;

/**
 * What an answer of BottleCRM that is no success means. A revoked token is answered with 403 like a missing scope, and its
 * own words tell which (common/middleware/get_company.py).
 */
export function refusal(
  kind: CallKind,
  answer: { status: number; headers: Headers; body: string },
  refusedToken: 'transient' | 'permanent',
): DeliveryError {
  const { status, headers, body } = answer;
  if (status === 429) return tooFast(headers.get('retry-after'));
  const words = wordsOf(body);
  if (status === 401 || status === 403) {
    const message = `BottleCRM refuses the access token (HTTP ${status})${words === '' ? '' : `: ${words}`}`;
    return new DeliveryError(kind === 'write' ? 'permanent' : refusedToken, message, { credentialRefused: true });
  }
  if (status >= 300 && status < 400) {
    return new DeliveryError('permanent', `BottleCRM answers HTTP ${status}: the URL is not that of its API`);
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new DeliveryError('permanent', `BottleCRM refuses (HTTP ${status})${words === '' ? '' : `: ${words}`}`);
  }
  return unanswered(kind, `HTTP ${status}`);
}

/** What it means that there was no answer, or none of BottleCRM's. */
export function noAnswerError(kind: CallKind, cause: unknown): DeliveryError {
  if (cause instanceof DeliveryError) return cause;
  if (NEVER_CONNECTED.has(codeOf(cause)))
    return new DeliveryError('transient', 'BottleCRM cannot be reached', { cause });
  return unanswered(kind, cause instanceof Error ? cause.message : String(cause), cause);
}

function unanswered(kind: CallKind, words: string, cause?: unknown): DeliveryError {
  const message = `BottleCRM gave no answer (${words.slice(0, MAX_WORDS)})`;
  if (kind === 'read') return new DeliveryError('transient', message, { cause });
  return new DeliveryError('unconfirmed', `${message}; whether it did what was asked is not known`, { cause });
}

/** Whoever stands before it may limit: seconds or a date (RFC 9110, section 10.2.3). */
function tooFast(retryAfter: string | null): DeliveryError {
  const toldMs = Number(retryAfter) * 1_000 || Date.parse(retryAfter ?? '') - Date.now();
  const retryAfterMs = toldMs > 0 ? Math.ceil(toldMs) : UNTOLD_WAIT_MS;
  const message = `BottleCRM asks to slow down: ${Math.ceil(retryAfterMs / 1_000)} s`;
  return new DeliveryError('rate-limited', message, { retryAfterMs });
}

/** Its refusals come as `{detail}`, as `{error, errors: text}` or as `{error, errors: {field: [text]}}`. */
function wordsOf(body: string): string {
  const parsed = parseJson(body);
  if (!isJsonObject(parsed)) return '';
  const words = textsOf(parsed.detail ?? parsed.errors ?? parsed).join(' ');
  return words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS)}…` : words;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.replace(/\s+/g, ' ').trim()];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([name, inner]) => {
    const words = textsOf(inner).join(' ');
    return name === 'non_field_errors' ? words : `${name}: ${words}`;
  });
}

function codeOf(error: unknown): string {
  // What went wrong below fetch is the cause of its TypeError.
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
