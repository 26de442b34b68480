/** What Slack sends to an app when people act (docs.slack.dev/reference/interaction-payloads, /interactivity/implementing-slash-commands). */
import type { Block } from '../blockKit/blocks.ts';
import type { Element } from '../blockKit/elements.ts';
import { APP_ID, TEAM } from '../ids.ts';
import { type Given, heldBy, optionOf, stateOf } from '../inputs.ts';
import type { SlackMessage } from '../messages.ts';
import { shownMessage } from '../methods/chat.ts';
import { type Person, shownPerson } from '../people.ts';
import { type OpenView, shownView } from '../views.ts';

/** Of old: what verified requests before there were signatures. */
const VERIFICATION_TOKEN = 'verification-token-of-the-fake';

const common = (person: Person) => ({
  user: { id: person.id, username: nameOf(person), name: nameOf(person), team_id: person.teamId },
  api_app_id: APP_ID,
  token: VERIFICATION_TOKEN,
  team: TEAM,
  enterprise: null,
  is_enterprise_install: false,
});

const nameOf = (person: Person) => shownPerson(person).name;

export interface Act {
  person: Person;
  triggerId: string;
  block: Block;
  element: Element;
  /** What was chosen, in an element that offers a choice. */
  value: string | string[] | null | undefined;
  actionTs: string;
}

/** Of a message. */
export function messageAction(act: Act, message: SlackMessage, responseUrl: string) {
  const given: Given = { [act.block.block_id ?? '']: { [act.element.action_id ?? '']: act.value ?? null } };
  return {
    type: 'block_actions',
    ...common(act.person),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.onlyFor !== null,
    },
    trigger_id: act.triggerId,
    channel: { id: message.channel, name: message.channel.startsWith('D') ? 'directmessage' : 'channel' },
    message: shownMessage(message, true),
    state: { values: stateOf(message.blocks, act.value === undefined ? {} : given) },
    response_url: responseUrl,
    actions: [actionOf(act)],
  };
}

/** Of a modal. */
export function viewAction(act: Act, view: OpenView, given: Given) {
  return {
    type: 'block_actions',
    ...common(act.person),
    container: { type: 'view', view_id: view.id },
    trigger_id: act.triggerId,
    view: shownView(view, given),
    actions: [actionOf(act)],
  };
}

function actionOf({ block, element, value, actionTs }: Act) {
  const names = { type: element.type, action_id: element.action_id, block_id: block.block_id, action_ts: actionTs };
  switch (element.type) {
    case 'button':
      return {
        ...names,
        ...onlyGiven({ text: element.text, value: element.value, url: element.url, style: element.style }),
      };
    case 'overflow':
      return { ...names, selected_option: optionOf(element, typeof value === 'string' ? value : null) };
    default:
      return { ...names, ...heldBy(element, value) };
  }
}

function onlyGiven(properties: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

export function viewSubmission(person: Person, triggerId: string, view: OpenView, given: Given) {
  return {
    type: 'view_submission',
    ...common(person),
    trigger_id: triggerId,
    view: shownView(view, given),
    response_urls: [],
  };
}

/** @param isCleared whether all modals were closed at once */
export function viewClosed(person: Person, view: OpenView, isCleared: boolean) {
  return { type: 'view_closed', ...common(person), view: shownView(view, view.given), is_cleared: isCleared };
}

/** A slash command: fields of a form by HTTP, the payload itself by Socket Mode. */
export function slashCommand(command: {
  person: Person;
  triggerId: string;
  responseUrl: string;
  channel: string;
  command: string;
  text: string;
}): Record<string, string> {
  const { person } = command;
  return {
    token: VERIFICATION_TOKEN,
    team_id: person.teamId,
    team_domain: TEAM.domain,
    channel_id: command.channel,
    channel_name: 'directmessage',
    user_id: person.id,
    user_name: nameOf(person),
    command: command.command,
    text: command.text,
    api_app_id: APP_ID,
    is_enterprise_install: 'false',
    response_url: command.responseUrl,
    trigger_id: command.triggerId,
  };
}
