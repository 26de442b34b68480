/** The small objects that blocks and their elements are made of (docs.slack.dev/reference/block-kit/composition-objects). */
import { z } from 'zod';

export const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });

const markdown = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });

export const words = (max: number) => z.discriminatedUnion('type', [plain(max), markdown(max)]);

export type Words = { type: 'plain_text' | 'mrkdwn'; text: string };

export const confirm = z.strictObject({
  title: plain(100),
  text: words(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** Of a select menu; those of checkboxes and radio buttons may be mrkdwn, those of an overflow menu lead to an address. */
export const option = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
});
export const markdownOption = z.strictObject({
  text: words(75),
  value: z.string().min(1).max(150),
  description: words(75).optional(),
});
export const linkOption = z.strictObject({ ...option.shape, url: z.string().max(3_000).optional() });

export const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });
