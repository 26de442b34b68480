/** Errors as the API answers them: RFC 9457, `application/problem+json`, with a type that programs can rely on. */
import type { Json } from '../domain/json.ts';

/** Every kind of problem, with its HTTP status and title. The name is the last part of `type`, and `code`. */
export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  unauthenticated: { status: 401, title: 'A sign-in or a valid API token is required' },
  'signature-invalid': { status: 401, title: 'The signature is not valid' },
  forbidden: { status: 403, title: 'The role does not allow this' },
  'insights-by-person-off': { status: 403, title: 'The workspace does not show figures by person' },
  'cross-site-request': { status: 403, title: 'The request does not come from a page of ours' },
  'sign-in-again': { status: 403, title: 'A sign-in of the last minutes is required' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'method-not-allowed': { status: 405, title: 'The path does not have this method' },
  'already-decided': { status: 409, title: 'The action has been decided already' },
  'already-executing': { status: 409, title: 'The action is being executed' },
  'stale-version': { status: 409, title: 'The action has changed since' },
  'stale-template': { status: 409, title: 'The template has changed since' },
  'approval-scheduled': { status: 409, title: 'The action has been approved, and can be undone until it is executed' },
  'not-scheduled': { status: 409, title: 'There is no approval to undo' },
  'auto-execute-off': { status: 409, title: 'Automatic execution is switched off' },
  'too-many-changes': { status: 409, title: 'The action takes no more changes' },
  'not-due': { status: 409, title: 'The action is not due' },
  'not-executable': { status: 409, title: 'The action cannot be executed as it is' },
  'not-failed': { status: 409, title: 'The action has not failed' },
  'not-unconfirmed': { status: 409, title: 'There is nothing to confirm' },
  'already-retried': { status: 409, title: 'The action has been retried already' },
  'already-dismissed': { status: 409, title: 'Somebody has seen to the failure already' },
  'key-pending': { status: 409, title: 'An action of the same situation is pending' },
  'too-many-open-actions': { status: 409, title: 'The user has too many pending actions' },
  'too-many-keys': { status: 409, title: 'There are as many keys as there may be' },
  'too-many-endpoints': { status: 409, title: 'There are as many endpoints as there may be' },
  'endpoint-disabled': { status: 409, title: 'The endpoint is disabled' },
  'idempotency-key-in-use': { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  'last-admin': { status: 409, title: 'The workspace needs somebody who administers it' },
  taken: { status: 409, title: 'There is one already' },
  deactivated: { status: 409, title: 'The user is deactivated' },
  'no-sealing-key': { status: 409, title: 'There is nothing to seal a password or secret with' },
  'setup-over': { status: 410, title: 'The setup link is no longer good' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'invalid-request': { status: 422, title: 'The request is not valid' },
  'invalid-params': { status: 422, title: 'The parameters are not valid for this type of action' },
  'invalid-schedule': { status: 422, title: 'The action cannot be rescheduled to that' },
  'invalid-command': { status: 422, title: 'The decision is not valid' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key stood for another request' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'too-many-streams': { status: 429, title: 'Too many event streams are open' },
  internal: { status: 500, title: 'Something went wrong' },
  'database-unavailable': { status: 503, title: 'The database cannot be reached' },
  'provider-unavailable': { status: 503, title: 'The identity provider cannot be reached' },
  'no-workspace': { status: 503, title: 'It is not known whose this is' },
  'decision-not-taken': { status: 503, title: 'The decision was not taken' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** What a problem says beyond its kind; plain JSON. */
export type Extensions = Readonly<Record<string, unknown>>;

/** Thrown by handlers, answered by the error handler. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly extensions: Extensions;

  /** @param detail what happened this time, for people; never an internal of ours */
  constructor(code: ProblemCode, detail: string, extensions: Extensions = {}) {
    super(detail);
    this.code = code;
    this.extensions = extensions;
  }

  get statusCode(): number {
    return PROBLEMS[this.code].status;
  }
}

/** One thing wrong with a request; `pointer` is a JSON Pointer (RFC 6901) into body, query, path or headers. */
export interface ValidationIssue {
  pointer: string;
  detail: string;
}

/** A 422 that lists what is wrong. */
export function invalid(
  errors: ValidationIssue[],
  code: 'invalid-request' | 'invalid-params' = 'invalid-request',
): Problem {
  return new Problem(
    code,
    errors.map(({ pointer, detail }) => `${pointer === '' ? 'the body' : pointer}: ${detail}`).join('; '),
    { errors },
  );
}

/** The same answer for what is not there and for what is somebody else's. */
export function notFound(what: string): Problem {
  return new Problem('not-found', `there is no such ${what}`);
}

export interface ProblemBody {
  type: string;
  code: ProblemCode;
  title: string;
  status: number;
  detail: string;
  instance: string;
  [extension: string]: Json | unknown;
}

/** @param instance the request's id, by which it can be found in the log */
export function problemBody({ code, message, extensions }: Problem, instance: string): ProblemBody {
  const { status, title } = PROBLEMS[code];
  return { ...extensions, type: `/problems/${code}`, code, title, status, detail: message, instance };
}
