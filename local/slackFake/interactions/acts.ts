/** What people do in Slack, the app being told of it: they click, submit, close and command. */
import { z } from 'zod';
import { elementsOf } from '../blockKit/blocks.ts';
import { checkContent } from '../content.ts';
import { BOT, directWith } from '../ids.ts';
import { incomplete, stateOf } from '../inputs.ts';
import { readModal } from '../methods/views.ts';
import type { Person } from '../people.ts';
import type { OpenView } from '../views.ts';
import type { Workspace } from '../workspace.ts';
import { messageAction, slashCommand, viewAction, viewClosed, viewSubmission } from './payloads.ts';
import { type Answer, send } from './send.ts';

/** What becomes of an act. */
export interface Outcome extends Partial<Answer> {
  /** What Slack tells the person where it failed; null where it did not. */
  error: string | null;
  /** What stands at the fields of a modal, by block_id. */
  errors: Record<string, string>;
}

/** Something that nobody could do on Slack's screen: there is no such person, message, element or modal. */
export class NoSuchThing extends Error {}

const value = z.union([z.string(), z.array(z.string()), z.null()]);
const given = z.record(z.string(), z.record(z.string(), value));

export const clickSchema = z.strictObject({
  user: z.string(),
  channel: z.string(),
  ts: z.string(),
  action_id: z.string(),
  /** Where several elements of the message have the action_id. */
  block_id: z.string().optional(),
  /** The value of the option that is chosen, a date, a time. */
  value: value.optional(),
});

/** Clicks a button, or chooses in a menu, of a message. Also another than the one whose conversation it is may do it. */
export async function click(workspace: Workspace, asked: z.output<typeof clickSchema>): Promise<Outcome> {
  const { messages, responseUrls, origin } = workspace;
  const person = personOf(workspace, asked.user);
  const message = messages.get(asked.channel, asked.ts);
  if (message === undefined || (message.onlyFor !== null && message.onlyFor !== person.id))
    throw new NoSuchThing('no such message');
  const act = { ...elementOf(message.blocks, asked), ...passFor(workspace, person), value: asked.value };
  const path = responseUrls.issue({ userId: person.id, channel: message.channel, ts: message.ts });
  const answer = await send(workspace, 'interactive', messageAction(act, message, `${origin}${path}`));
  return { ...answer, errors: {} };
}

export const viewClickSchema = z.strictObject({
  user: z.string(),
  view: z.string(),
  action_id: z.string(),
  block_id: z.string().optional(),
  value: value.optional(),
  values: given.default({}),
});

/** The same in a modal. */
export async function clickInView(workspace: Workspace, asked: z.output<typeof viewClickSchema>): Promise<Outcome> {
  const person = personOf(workspace, asked.user);
  const view = viewOf(workspace, person, asked.view);
  const act = { ...elementOf(view.modal.blocks, asked), ...passFor(workspace, person), value: asked.value };
  return { ...(await send(workspace, 'interactive', viewAction(act, view, asked.values))), errors: {} };
}

export const submitSchema = z.strictObject({ user: z.string(), view: z.string(), values: given.default({}) });

/** Submits a modal. What is missing from `values` is as the app has filled it in. */
export async function submit(workspace: Workspace, asked: z.output<typeof submitSchema>): Promise<Outcome> {
  const { views } = workspace;
  const person = personOf(workspace, asked.user);
  const view = viewOf(workspace, person, asked.view);
  const { blocks, submit: button } = view.modal;
  if (button === undefined) throw new NoSuchThing('the modal has no submit button');
  const wrong = incomplete(blocks, stateOf(blocks, asked.values));
  views.fill(view, asked.values, wrong);
  if (Object.keys(wrong).length > 0) return { error: null, errors: wrong };
  const { triggerId } = passFor(workspace, person);
  const answer = await send(workspace, 'interactive', viewSubmission(person, triggerId, view, asked.values));
  return { ...answer, ...(answer.error === null ? takeAnswer(workspace, view, answer.payload) : { errors: {} }) };
}

const viewAnswer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('clear') }),
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.enum(['update', 'push']), view: z.unknown() }),
]);

/** What Slack shows where an app's answer is not one that it knows. */
const TROUBLE = 'We had some trouble connecting. Try again?';

/** docs.slack.dev/surfaces/modals, "Close, update or push with response_action". */
function takeAnswer({ views }: Workspace, view: OpenView, payload: unknown): Pick<Outcome, 'error' | 'errors'> {
  const fine = { error: null, errors: {} };
  if (payload === undefined || (typeof payload === 'object' && payload !== null && !('response_action' in payload))) {
    views.close(view);
    return fine;
  }
  const trouble = { error: TROUBLE, errors: {} };
  const answer = viewAnswer.safeParse(payload);
  if (!answer.success) return trouble;
  if (answer.data.response_action === 'clear') {
    views.clear(view.userId);
    return fine;
  }
  if (answer.data.response_action === 'errors') {
    const { errors } = answer.data;
    const inputs = view.modal.blocks.flatMap(({ type, block_id: id }) => (type === 'input' ? [id] : []));
    if (!Object.keys(errors).every((id) => inputs.includes(id))) return trouble;
    views.fill(view, view.given, errors);
    return { error: null, errors };
  }
  const next = readModal(answer.data.view);
  if ('error' in next) return trouble;
  if (answer.data.response_action === 'update') views.update(view, next.modal);
  else if ('error' in views.push(view.userId, next.modal)) return trouble;
  return fine;
}

export const closeSchema = z.strictObject({
  user: z.string(),
  view: z.string(),
  /** Closes all that lie below it too. */
  all: z.boolean().default(false),
});

/** Closes a modal; the app hears of it where it wants to. */
export async function closeView(workspace: Workspace, asked: z.output<typeof closeSchema>): Promise<Outcome> {
  const { views } = workspace;
  const person = personOf(workspace, asked.user);
  const view = viewOf(workspace, person, asked.view);
  const isCleared = asked.all || view.modal.clear_on_close === true;
  if (isCleared) views.clear(person.id);
  else views.close(view);
  if (view.modal.notify_on_close !== true) return { error: null, errors: {} };
  return { ...(await send(workspace, 'interactive', viewClosed(person, view, isCleared))), errors: {} };
}

export const commandSchema = z.strictObject({
  user: z.string(),
  command: z.string().regex(/^\/[a-z0-9_-]+$/),
  text: z.string().default(''),
});

const commandAnswer = z.looseObject({
  text: z.string().default(''),
  blocks: z.json().default(null),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
});

/** Types a slash command in the conversation with the app. */
export async function command(workspace: Workspace, asked: z.output<typeof commandSchema>): Promise<Outcome> {
  const { messages, responseUrls, origin } = workspace;
  const person = personOf(workspace, asked.user);
  const channel = directWith(person.id);
  const { triggerId } = passFor(workspace, person);
  const responseUrl = `${origin}${responseUrls.issue({ userId: person.id, channel, ts: null })}`;
  const payload = slashCommand({ ...asked, person, triggerId, responseUrl, channel });
  const answer = await send(workspace, 'slash_commands', payload);
  if (answer.error !== null || answer.payload === undefined) return { ...answer, errors: {} };
  const read = commandAnswer.safeParse(typeof answer.payload === 'string' ? { text: answer.payload } : answer.payload);
  const content = read.success ? checkContent({ ...read.data, metadata: null }) : { error: 'no_text' };
  if (!read.success || 'error' in content) return { ...answer, error: 'invalid_command_response', errors: {} };
  const onlyFor = read.data.response_type === 'ephemeral' ? person.id : null;
  const own = { channel, ts: messages.nextTs(), editedTs: null, user: BOT.userId, onlyFor, isDeleted: false };
  await messages.keep({ ...own, ...content, by: 'response_url' });
  return { ...answer, errors: {} };
}

function personOf({ people }: Workspace, id: string): Person {
  const person = people.get(id);
  if (person === undefined) throw new NoSuchThing(`no such user: ${id}`);
  return person;
}

function viewOf({ views }: Workspace, person: Person, id: string): OpenView {
  const view = views.get(id);
  if (view === undefined || view.userId !== person.id) throw new NoSuchThing('no such modal is open');
  return view;
}

function elementOf(
  blocks: OpenView['modal']['blocks'],
  { action_id: actionId, block_id: blockId }: { action_id: string; block_id?: string | undefined },
) {
  for (const block of blocks) {
    if (blockId !== undefined && block.block_id !== blockId) continue;
    const element = elementsOf(block).find(({ action_id: id }) => id === actionId);
    if (element !== undefined) return { block, element };
  }
  throw new NoSuchThing(`no such element: ${actionId}`);
}

function passFor({ triggers, messages }: Workspace, person: Person) {
  return { person, triggerId: triggers.issue(person.id), actionTs: messages.nextTs() };
}
