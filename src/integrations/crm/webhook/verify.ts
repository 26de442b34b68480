import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { SignedRequest } from '../inbound.ts';

/**
 * A check of Standard Webhooks signatures (github.com/standard-webhooks/standard-webhooks, spec 1.0): the library's, with
 * its five minutes either way, for any of the secrets (`whsec_…`): two are in force while one is being replaced.
 */
export function createVerify(secrets: string[]): (request: SignedRequest) => string {
  return (request) => {
    // Where none has signed it the library says, for one of them, what is wrong.
    const secret = secrets.find((each) => hasSigned(each, request)) ?? secrets[0];
    return secret === undefined ? 'no secret is in force' : verdict(secret, request);
  };
}

/** The same for one more secret. */
export function verifyWith(secret: string, request: SignedRequest): string {
  return hasSigned(secret, request) ? verdict(secret, request) : 'it is not signed with this secret';
}

/**
 * Whether one of the signatures is this secret's. It decides only which secret the library is asked about, which hashes 1 MiB in 16 ms
 * where Node takes one: whoever signs with none of several secrets is not to keep the API busy for each of them.
 */
function hasSigned(secret: string, request: SignedRequest): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = signedHeaders(request);
  const expected = createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(request.rawBody)
    .digest();
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function verdict(secret: string, request: SignedRequest): string {
  try {
    new Webhook(secret).verify(request.rawBody, signedHeaders(request), { jsonParse: false });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function signedHeaders({ headers }: SignedRequest) {
  const of = (name: string) => String(headers[name] ?? '');
  return {
    'webhook-id': of('webhook-id'),
    'webhook-timestamp': of('webhook-timestamp'),
    'webhook-signature': of('webhook-signature'),
  };
}
