/** BottleCRM's webhooks, the API's half. */
import type { InboundCrm } from '../inbound.ts';
import { BOTTLECRM } from './api.ts';
import { envelope, parse } from './parse.ts';
import { createVerify } from './verify.ts';

/** @param secret of the webhook endpoint in BottleCRM, `whsec_…` */
export function createBottleCrmInbound(secret: string): InboundCrm {
  return { name: BOTTLECRM, path: BOTTLECRM, verify: createVerify(secret), parse, body: envelope };
}
