/**
 * The elements that people act on (docs.slack.dev/reference/block-kit/block-elements). Those that choose a user or a channel, or
 * several options of a menu, are not here: the fake says that their type is unsupported.
 */
import { z } from 'zod';
import { confirm, linkOption, markdownOption, option, optionGroup, plain, words } from './objects.ts';

const acts = { action_id: z.string().min(1).max(255).optional() };
const asks = { ...acts, confirm: confirm.optional() };
const focuses = { focus_on_load: z.boolean().optional() };
const hints = { placeholder: plain(150).optional() };
const dispatches = { dispatch_action_config: z.looseObject({}).optional() };

const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  url: z.url().max(3_000).optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
  ...asks,
});

const overflow = z.strictObject({ type: z.literal('overflow'), options: z.array(linkOption).min(2).max(5), ...asks });

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    options: z.array(option).min(1).max(100).optional(),
    option_groups: z.array(optionGroup).min(1).max(100).optional(),
    initial_option: option.optional(),
    ...hints,
    ...asks,
    ...focuses,
  })
  .refine(({ options, option_groups: groups }) => (options === undefined) !== (groups === undefined), {
    error: 'must define either `options` or `option_groups`',
  });

const choices = { options: z.array(markdownOption).min(1).max(10), ...asks, ...focuses };
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'),
  initial_option: markdownOption.optional(),
  ...choices,
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'),
  initial_options: z.array(markdownOption).min(1).max(10).optional(),
  ...choices,
});

const datePicker = z.strictObject({
  type: z.literal('datepicker'),
  initial_date: z.iso.date().optional(),
  ...hints,
  ...asks,
  ...focuses,
});
const timePicker = z.strictObject({
  type: z.literal('timepicker'),
  initial_time: z.iso.time({ precision: -1 }).optional(),
  timezone: z.string().optional(),
  ...hints,
  ...asks,
  ...focuses,
});
const dateTimePicker = z.strictObject({
  type: z.literal('datetimepicker'),
  /** Seconds since 1970. */
  initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
  ...asks,
  ...focuses,
});

const MAX_INPUT = 3_000;
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  initial_value: z.string().max(MAX_INPUT).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(MAX_INPUT).optional(),
  max_length: z.number().int().min(1).max(MAX_INPUT).optional(),
  ...acts,
  ...hints,
  ...dispatches,
  ...focuses,
});
const narrowInput = <T extends string>(type: T) =>
  z.strictObject({
    type: z.literal(type),
    initial_value: z.string().optional(),
    ...acts,
    ...hints,
    ...dispatches,
    ...focuses,
  });
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
  ...acts,
  ...hints,
  ...dispatches,
  ...focuses,
});

const chosen = [staticSelect, radioButtons, checkboxes, datePicker, timePicker, dateTimePicker] as const;
export const image = z
  .strictObject({
    type: z.literal('image'),
    image_url: z.url().max(3_000).optional(),
    slack_file: z.looseObject({}).optional(),
    alt_text: z.string().min(1).max(2_000),
  })
  .refine(({ image_url: url, slack_file: file }) => (url === undefined) !== (file === undefined), {
    error: 'must define either `image_url` or `slack_file`',
  });

/** What may stand in each kind of block. */
export const inActions = z.discriminatedUnion('type', [button, overflow, ...chosen]);
export const inSection = z.discriminatedUnion('type', [button, overflow, ...chosen, image]);
export const inContext = z.discriminatedUnion('type', [...words(3_000).options, image]);
export const inInput = z.discriminatedUnion('type', [
  textInput,
  numberInput,
  narrowInput('email_text_input'),
  narrowInput('url_text_input'),
  ...chosen,
]);

/** What people act on. */
export type Element = z.output<typeof inActions> | z.output<typeof inInput>;
