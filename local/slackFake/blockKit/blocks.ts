/** The blocks (docs.slack.dev/reference/block-kit/blocks) that Signoff or its tests might use; others are unsupported types to the fake. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { inActions, inContext, inInput, inSection } from './elements.ts';
import { plain, words } from './objects.ts';

const named = { block_id: z.string().min(1).max(255).optional() };

export const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plain(150), ...named }),
  z
    .strictObject({
      type: z.literal('section'),
      text: words(3_000).optional(),
      fields: z.array(words(2_000)).min(1).max(10).optional(),
      accessory: inSection.optional(),
      expand: z.boolean().optional(),
      ...named,
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
      error: 'must define either `text` or `fields`',
    }),
  z.strictObject({ type: z.literal('context'), elements: z.array(inContext).min(1).max(10), ...named }),
  z.strictObject({ type: z.literal('actions'), elements: z.array(inActions).min(1).max(25), ...named }),
  z.strictObject({ type: z.literal('divider'), ...named }),
  z
    .strictObject({
      type: z.literal('image'),
      image_url: z.url().max(3_000).optional(),
      slack_file: z.looseObject({}).optional(),
      alt_text: z.string().min(1).max(2_000),
      title: plain(2_000).optional(),
      ...named,
    })
    .refine(({ image_url: url, slack_file: file }) => (url === undefined) !== (file === undefined), {
      error: 'must define either `image_url` or `slack_file`',
    }),
  z.strictObject({
    type: z.literal('input'),
    label: plain(2_000),
    element: inInput,
    hint: plain(2_000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    ...named,
  }),
]);
export type Block = z.output<typeof block>;

/** So many blocks at most, with ids that are unique where they must be: a block's among all, an element's in its block. */
export const blocksOf = (max: number) =>
  z
    .array(block)
    .max(max)
    .superRefine((blocks, context) => {
      const repeat = repeats(blocks.map(({ block_id: id }) => id));
      for (const { id, index } of repeat) context.addIssue(exists('block_id', id, [index, 'block_id']));
      for (const [index, each] of blocks.entries()) {
        if (each.type !== 'actions') continue;
        const inBlock = repeats(each.elements.map(({ action_id: id }) => id));
        for (const { id, index: n } of inBlock)
          context.addIssue(exists('action_id', id, [index, 'elements', n, 'action_id']));
      }
    });

const exists = (what: string, id: string, path: PropertyKey[]) => ({
  code: 'custom' as const,
  message: `\`${what}\` "${id}" already exists`,
  path,
});

function repeats(ids: (string | undefined)[]): { id: string; index: number }[] {
  return ids.flatMap((id, index) => (id !== undefined && ids.indexOf(id) < index ? [{ id, index }] : []));
}

/** Elements of a block that people act on. */
export function elementsOf(each: Block) {
  if (each.type === 'actions') return each.elements;
  if (each.type === 'input') return [each.element];
  if (each.type === 'section' && each.accessory !== undefined && each.accessory.type !== 'image')
    return [each.accessory];
  return [];
}

/** The blocks as Slack keeps them: each with an id, each element with one too. */
export function withIds(blocks: Block[]): Block[] {
  return blocks.map((each) => {
    const identified = { ...each, block_id: each.block_id ?? newId() };
    switch (identified.type) {
      case 'actions':
        return { ...identified, elements: identified.elements.map(withActionId) };
      case 'input':
        return { ...identified, element: withActionId(identified.element) };
      case 'section': {
        const { accessory } = identified;
        return accessory === undefined || accessory.type === 'image'
          ? identified
          : { ...identified, accessory: withActionId(accessory) };
      }
      default:
        return identified;
    }
  });
}

function withActionId<T extends { action_id?: string | undefined }>(element: T): T {
  return { ...element, action_id: element.action_id ?? newId() };
}

const newId = () => randomBytes(4).toString('base64url').slice(0, 5);
