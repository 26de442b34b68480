import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedRequest } from '../inbound.ts';

/** HubSpot's own limit for old ones; what comes from the future is as wrong. */
const TOLERANCE_MS = 5 * 60_000;

/** The only characters that HubSpot decodes in the URL before it signs (developers.hubspot.com, "Validating requests"). */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** A check of version 3 of HubSpot's signatures, the only one with a time in it: versions 1 and 2 are refused. */
export function createVerify(clientSecret: string): (request: SignedRequest) => string {
  return ({ method, url, headers, rawBody, receivedAt }) => {
    const signature = headers['x-hubspot-signature-v3'];
    const timestamp = headers['x-hubspot-request-timestamp'];
    if (typeof signature !== 'string' || typeof timestamp !== 'string') return 'no signature of version 3';
    if (!/^\d{1,15}$/.test(timestamp)) return 'the timestamp is not a number of milliseconds';
    if (Math.abs(receivedAt.getTime() - Number(timestamp)) > TOLERANCE_MS) return 'the timestamp is not of now';
    const expected = createHmac('sha256', clientSecret)
      .update(method + url.replace(DECODED, decodeURIComponent))
      .update(rawBody)
      .update(timestamp)
      .digest('base64');
    return sameText(signature, expected) ? 'ok' : 'the signature is of something else';
  };
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
