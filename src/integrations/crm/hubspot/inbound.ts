/** HubSpot's webhooks, the API's half. */
import type { InboundCrm } from '../inbound.ts';
import { webhookBody } from './event.ts';
import { parse } from './parse.ts';
import { createVerify } from './verify.ts';

export const HUBSPOT = 'hubspot';

/** @param clientSecret of the app whose webhooks these are */
export function createHubspotInbound(clientSecret: string): InboundCrm {
  return { name: HUBSPOT, path: HUBSPOT, verify: createVerify(clientSecret), parse, body: webhookBody };
}
