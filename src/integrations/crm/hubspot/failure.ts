import { DeliveryError } from '../../../domain/delivery.ts';

/** HubSpot names no wait; its policies count by ten seconds, by the second or by the day (its usage guidelines). */
const WAIT_MS_BY_POLICY: Readonly<Record<string, number>> = {
  SECONDLY: 1_000,
  TEN_SECONDLY_ROLLING: 10_000,
  DAILY: 60 * 60_000,
};
const UNTOLD_WAIT_MS = 10_000;
/** "Locked": wait at least two seconds (developers.hubspot.com, error handling). */
const LOCKED_WAIT_MS = 2_000;

/**
 * What an error of HubSpot's client means for asking again. A refused token is `transient`: it is mended by somebody, and the
 * events wait for that.
 */
export function hubspotFailure(cause: unknown): DeliveryError {
  if (cause instanceof DeliveryError) return cause;
  const { code, body, headers } = asAnswer(cause);
  if (code === 429) {
    const told = Number(headers['retry-after']) * 1_000;
    const wait = told > 0 ? told : (WAIT_MS_BY_POLICY[policyOf(body)] ?? UNTOLD_WAIT_MS);
    return tooFast('HubSpot asks to slow down', wait, cause);
  }
  if (code === 423) return tooFast('HubSpot has locked the record', LOCKED_WAIT_MS, cause);
  if (code === 401 || code === 403) {
    return new DeliveryError('transient', `HubSpot refuses the access token (HTTP ${code})`, { cause });
  }
  if (code !== undefined && code >= 400 && code < 500 && code !== 408) {
    return new DeliveryError('permanent', `HubSpot refuses the request (HTTP ${code})`, { cause });
  }
  const words = code === undefined ? (cause instanceof Error ? cause.message : String(cause)) : `HTTP ${code}`;
  return new DeliveryError('transient', `HubSpot gave no answer (${words.slice(0, 200)})`, { cause });
}

function tooFast(message: string, retryAfterMs: number, cause: unknown): DeliveryError {
  return new DeliveryError('rate-limited', `${message}: ${retryAfterMs / 1_000} s`, { cause, retryAfterMs });
}

interface Answer {
  code?: number;
  body?: unknown;
  headers: Readonly<Record<string, string>>;
}

/** Each API of the client has an ApiException class of its own, so it is known by its members. */
function asAnswer(error: unknown): Answer {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return { headers: {} };
  const body = 'body' in error ? error.body : undefined;
  // The client's own type of it.
  const headers = 'headers' in error ? (error.headers as Answer['headers']) : {};
  return { code: error.code, body, headers };
}

function policyOf(body: unknown): string {
  const parsed = typeof body === 'string' ? parseJson(body) : body;
  const policy = typeof parsed === 'object' && parsed !== null && 'policyName' in parsed ? parsed.policyName : '';
  return String(policy);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
