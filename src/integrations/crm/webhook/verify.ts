import { Webhook } from 'standardwebhooks';
import type { SignedRequest } from '../inbound.ts';

/**
 * A check of Standard Webhooks signatures (github.com/standard-webhooks/standard-webhooks, spec 1.0): the library's, with
 * its five minutes either way, for any of the secrets (`whsec_…`): two are in force while one is being replaced.
 */
export function createVerify(secrets: string[]): (request: SignedRequest) => string {
  const webhooks = secrets.map((secret) => new Webhook(secret));
  return ({ headers, rawBody }) => {
    const signed: Record<string, string> = {};
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
      signed[name] = String(headers[name] ?? '');
    let reason = 'no secret is in force';
    for (const webhook of webhooks) {
      try {
        webhook.verify(rawBody, signed, { jsonParse: false });
        return 'ok';
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    return reason;
  };
}
