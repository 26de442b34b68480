import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedRequest } from '../inbound.ts';

/** BottleCRM has no limit of its own; what comes from the future is as wrong as what is old. */
const TOLERANCE_MS = 5 * 60_000;

const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * A check of BottleCRM's signatures (django-crm 1.35.0, webhooks/tasks.py, `sign`): HMAC-SHA256 of "{unix seconds}.{body}"
 * by the whole secret, its `whsec_` included. Every attempt is signed anew, so an old event's time is now.
 */
export function createVerify(secret: string): (request: SignedRequest) => string {
  return ({ headers, rawBody, receivedAt }) => {
    const [, seconds = '', given = ''] = SIGNATURE.exec(String(headers['x-bottlecrm-signature'] ?? '')) ?? [];
    if (given === '') return 'no BottleCRM signature';
    if (Math.abs(receivedAt.getTime() - Number(seconds) * 1_000) > TOLERANCE_MS) return 'the timestamp is not of now';
    const expected = createHmac('sha256', secret).update(`${seconds}.`).update(rawBody).digest();
    return timingSafeEqual(Buffer.from(given, 'hex'), expected) ? 'ok' : 'the signature is of something else';
  };
}
