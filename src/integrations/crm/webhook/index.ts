/** The generic CRM: whatever can send signed CloudEvents (Zapier, n8n, a script of one's own). */
import type { CrmReader, InboundCrm } from '../inbound.ts';
import { parse } from './parse.ts';
import { read } from './read.ts';
import { webhookBody } from './schema.ts';
import { createVerify, verifyWith } from './verify.ts';

const NAME = 'webhook';

/** @param secrets `whsec_` and 24 to 64 bytes in base64, each; any of them will do, or none where keys are made in the product */
export function createWebhookInbound(secrets: string[]): InboundCrm {
  return { name: NAME, path: 'crm', verify: createVerify(secrets), verifyWith, parse, body: webhookBody };
}

export const webhookReader: CrmReader = { name: NAME, read };
