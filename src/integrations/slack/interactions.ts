/** What Slack sends when somebody clicks, submits or types a command. What more it tells is not ours to judge. */
import { z } from 'zod';
import { storable } from '../../domain/text.ts';

const id = z.string().min(1).max(50);
const person = z.object({ id, team_id: z.string().optional() });
const team = z.object({ id }).nullish();

/** docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const click = z.object({
  type: z.literal('block_actions'),
  user: person,
  team,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  message: z.object({ ts: z.string(), blocks: z.array(z.looseObject({ type: z.string() })).default([]) }).optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
        action_ts: z.string(),
      }),
    )
    .min(1),
});

/** docs.slack.dev/reference/block-kit/block-elements: each has its own way to say what was entered. */
const entered = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_date_time: z.number().nullish(),
});

/** docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const submission = z.object({
  type: z.literal('view_submission'),
  user: person,
  team,
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    hash: z.string().optional(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), entered)) }),
  }),
});

const other = z.object({ type: z.string() });

/** docs.slack.dev/interactivity/implementing-slash-commands */
const command = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: id,
  team_id: id,
  response_url: z.string().optional(),
});

export type SlackClick = z.output<typeof click>;
export type SlackSubmission = z.output<typeof submission>;
export type SlackCommand = z.output<typeof command>;

/** `other`: nothing that we have asked for, such as the closing of a form. */
export type SlackInteraction =
  | { kind: 'click'; click: SlackClick }
  | { kind: 'submission'; submission: SlackSubmission }
  | { kind: 'other'; type: string };

/** @returns undefined where it is nothing that Slack sends */
export function readInteraction(payload: unknown): SlackInteraction | undefined {
  const read = z.union([click, submission, other]).safeParse(payload);
  if (!read.success) return undefined;
  const { data } = read;
  if ('actions' in data) return { kind: 'click', click: data };
  if ('view' in data) return { kind: 'submission', submission: data };
  return { kind: 'other', type: data.type };
}

/** @returns undefined where it is no command of Slack's */
export function readSlashCommand(fields: unknown): SlackCommand | undefined {
  return command.safeParse(fields).data;
}

/** What was entered, by the block that it was entered in; empty where nothing was. */
export function enteredIn({ view }: SlackSubmission): Record<string, string> {
  return Object.fromEntries(
    Object.entries(view.state.values).map(([block, elements]) => {
      const [element] = Object.values(elements);
      return [block, textOf(element)];
    }),
  );
}

function textOf({ value, selected_option, selected_date_time }: z.output<typeof entered> = {}): string {
  if (typeof selected_date_time === 'number') return new Date(selected_date_time * 1_000).toISOString();
  return storable(selected_option?.value ?? value ?? '');
}
