/** Webhooks signed as their senders sign them: by HubSpot's own client and by the library of Standard Webhooks. */
import { Signature } from '@hubspot/api-client';
import { Webhook } from 'standardwebhooks';

export interface SignedBody {
  body: string;
  headers: Record<string, string>;
}

/** @param url as HubSpot knows it */
export function signedByHubspot(body: string, { secret, url, atMs = Date.now() }: HubspotSigning): SignedBody {
  const options = { clientSecret: secret, requestBody: body, signature: '', url, timestamp: atMs };
  const signature = Signature.getSignature('POST', 'v3', options);
  return { body, headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(atMs) } };
}

export interface HubspotSigning {
  secret: string;
  url: string;
  atMs?: number;
}

/** @param secrets each adds a signature, as while one is being replaced */
export function signedStandard(
  body: string,
  { secrets, atMs = Date.now(), id = 'msg_1' }: { secrets: string[]; atMs?: number; id?: string },
): SignedBody {
  const at = new Date(atMs);
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(atMs / 1_000)) };
  return { body, headers: { ...headers, 'webhook-signature': signatures.join(' ') } };
}
