/** What Slack takes as a message, and its limits (docs.slack.dev/reference/block-kit, /messaging/message-metadata). */
import { z } from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../../src/domain/json.ts';
import { type Block, blocksOf, withIds } from './blockKit/blocks.ts';
import { complaintsAbout } from './blockKit/wording.ts';

const blocksSchema = blocksOf(50);

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.json()),
});

const MAX_TEXT = 40_000;

export interface MessageContent {
  text: string;
  blocks: Block[];
  metadata: Json;
}

/** Slack's code, and what it says beside it. */
export interface Refusal {
  error: string;
  complaints?: string[];
}

/** A refusal as the Web API answers it: what is wrong stands in `errors` and, marked as an error, in `response_metadata`. */
export function refusal({ error, complaints = [] }: Refusal): JsonObject {
  if (complaints.length === 0) return { ok: false, error };
  const messages = complaints.map((complaint) => `[ERROR] ${complaint}`);
  return { ok: false, error, errors: complaints, response_metadata: { messages } };
}

/** What Slack would keep of a message that comes as a form, or why it would refuse it. */
export function readContent(form: URLSearchParams): MessageContent | Refusal {
  const [blocks, metadata] = [parsed(form.get('blocks')), parsed(form.get('metadata'))];
  if (blocks === undefined) return { error: 'invalid_blocks_format' };
  if (metadata === undefined) return { error: 'invalid_metadata_format' };
  return checkContent({ text: form.get('text') ?? '', blocks, metadata });
}

/** The same of one that is read already. */
export function checkContent(given: { text: string; blocks: Json; metadata: Json }): MessageContent | Refusal {
  const { text, metadata } = given;
  const complaints = complaintsAbout(blocksSchema, given.blocks ?? [], 'blocks');
  if (complaints.length > 0) return { error: 'invalid_blocks', complaints };
  const blocks = withIds(blocksSchema.parse(given.blocks ?? []));
  if (metadata !== null && !metadataSchema.safeParse(metadata).success) return { error: 'invalid_metadata_format' };
  if (text.trim() === '' && blocks.length === 0) return { error: 'no_text' };
  if (text.length > MAX_TEXT) return { error: 'msg_too_long' };
  return { text, blocks, metadata: isJsonObject(metadata) ? metadata : null };
}

/** Null where there is none, undefined where it is no JSON. */
export function parsed(value: string | null): Json | undefined {
  if (value === null || value === '') return null;
  try {
    return z.json().parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}
