/** What Slack takes as a message, and its limits (docs.slack.dev/reference/block-kit, /messaging/message-metadata). */
import { z } from 'zod';
import { isJsonObject, type Json } from '../../src/domain/json.ts';

const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const markdown = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
const words = (max: number) => z.discriminatedUnion('type', [plain(max), markdown(max)]);

const actionId = z.string().min(1).max(255);
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: actionId.optional(),
  url: z.url().max(3_000).optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z.looseObject({}).optional(),
  accessibility_label: z.string().max(75).optional(),
});
/** Other interactive elements are taken as they are. */
const element = z.union([
  button,
  z.looseObject({ type: z.string().regex(/^(?!button$)/), action_id: actionId.optional() }),
]);
const image = z.looseObject({ type: z.literal('image'), alt_text: z.string() });

const blockId = { block_id: z.string().max(255).optional() };
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plain(150), ...blockId }),
  z
    .strictObject({
      type: z.literal('section'),
      text: words(3_000).optional(),
      fields: z.array(words(2_000)).min(1).max(10).optional(),
      accessory: element.or(image).optional(),
      expand: z.boolean().optional(),
      ...blockId,
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined),
  z.strictObject({ type: z.literal('context'), elements: z.array(words(3_000).or(image)).min(1).max(10), ...blockId }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(element).min(1).max(25), ...blockId }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
]);
const blocksSchema = z.array(block).max(50);

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.json()),
});

const MAX_TEXT = 40_000;

export interface MessageContent {
  text: string;
  blocks: Json[];
  metadata: Json;
}

/** What Slack would keep of a message, or the code with which it would refuse it. */
export function readContent(form: URLSearchParams): MessageContent | { error: string } {
  const text = form.get('text') ?? '';
  const blocks = parsed(form.get('blocks'));
  const metadata = parsed(form.get('metadata'));
  if (blocks === undefined) return { error: 'invalid_blocks_format' };
  if (blocks !== null && !blocksSchema.safeParse(blocks).success) return { error: 'invalid_blocks' };
  if (metadata === undefined) return { error: 'invalid_metadata_format' };
  if (metadata !== null && !metadataSchema.safeParse(metadata).success) return { error: 'invalid_metadata_format' };
  if (text.trim() === '' && (!Array.isArray(blocks) || blocks.length === 0)) return { error: 'no_text' };
  if (text.length > MAX_TEXT) return { error: 'msg_too_long' };
  return { text, blocks: Array.isArray(blocks) ? blocks : [], metadata: isJsonObject(metadata) ? metadata : null };
}

/** Null where there is none, undefined where it is no JSON. */
function parsed(value: string | null): Json | undefined {
  if (value === null || value === '') return null;
  try {
    return z.json().parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}
