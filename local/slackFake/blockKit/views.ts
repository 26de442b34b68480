/** A modal as an app sends it (docs.slack.dev/reference/views/modal-views). */
import { z } from 'zod';
import { blocksOf } from './blocks.ts';
import { plain } from './objects.ts';

const MAX_TITLE = 24;

export const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plain(MAX_TITLE),
    blocks: blocksOf(100),
    submit: plain(MAX_TITLE).optional(),
    close: plain(MAX_TITLE).optional(),
    private_metadata: z.string().max(3_000).optional(),
    callback_id: z.string().max(255).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    external_id: z.string().max(255).optional(),
    submit_disabled: z.boolean().optional(),
  })
  .superRefine(({ blocks, submit }, context) => {
    const index = blocks.findIndex(({ type }) => type === 'input');
    if (index === -1 || submit !== undefined) return;
    const message = 'must define `submit` to use an `input` block in modals';
    context.addIssue({ code: 'custom', message, path: ['blocks', index, 'input'] });
  });
export type Modal = z.output<typeof modal>;
