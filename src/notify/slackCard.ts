/** A card as a message of Slack's (Block Kit). Pure. */
import type { Button, KnownBlock } from '@slack/web-api';
import type { NoticeKind } from '../domain/notifications.ts';
import type { Card, CardButton, Fact } from './card.ts';
import { slackText } from './slackText.ts';

/** Slack's limits in characters (docs.slack.dev/reference/block-kit/blocks: header, section; block-elements/button-element). */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
const MAX_BUTTON = 75;
/** What Slack recommends for the text of a message at most (docs.slack.dev/reference/methods/chat.postMessage). */
const MAX_FALLBACK = 4_000;
/** So much of a draft as is read in a message; who wants it all opens it. */
const MAX_PREVIEW = 1_500;

/** The buttons' action ids. */
export const BUTTON_IDS: Readonly<Record<CardButton | 'open', string>> = {
  approve: 'signoff_approve',
  edit: 'signoff_edit',
  cancel: 'signoff_cancel',
  undo: 'signoff_undo',
  open: 'signoff_open',
};

export interface SlackMessageText {
  /** What notifications and screen readers say instead of the blocks. */
  text: string;
  blocks: KnownBlock[];
}

export interface SlackCardOptions {
  /** Where the action can be seen in full; nobody outside chooses it. */
  link: string;
  kind: NoticeKind;
  /** Whether people act in Slack: else it has no buttons that would do nothing. */
  isAnswered: boolean;
}

/** The message that shows a card. */
export function slackCard(card: Card, { link, kind, isAnswered }: SlackCardOptions): SlackMessageText {
  const { heading, isUrgent, summary, facts, effect, draft, stands } = card;
  const buttons = isAnswered ? card.buttons : [];
  const why = card.buttons.length === 0 ? '' : WHY[kind];
  const title = [why, isUrgent ? 'Urgent' : '', heading].filter((part) => part !== '').join(' · ');
  return {
    text: slackText(`${title} – ${summary} – ${stands.join(' · ')}`, MAX_FALLBACK),
    blocks: [
      { type: 'header', text: plain(title, MAX_HEADER) },
      section(slackText(summary, MAX_SECTION)),
      ...fields(facts),
      section(`*${slackText(effect, MAX_SECTION - 2)}*`),
      ...preview(draft),
      context(stands),
      { type: 'actions', elements: [...buttons.map((button) => buttonOf(card, button)), openButton(link)] },
    ],
  };
}

const WHY: Readonly<Record<NoticeKind, string>> = {
  new: '',
  reminder: 'Expires soon',
  before_execution: 'About to execute by itself',
  escalation: 'Nobody has decided yet',
};

/** The message as it was, its buttons gone, while a click is being seen to. @param blocks as Slack sent them with the click */
export function working(blocks: readonly object[], what: string): object[] {
  const others = blocks.filter((block) => !('type' in block) || block.type !== 'actions');
  return [...others, context([what])];
}

/** What a button carries: which action, and which version of it was seen. */
export function readButton(value: string | undefined): { actionId: string; version: number } | undefined {
  const [, actionId, version] = /^([0-9a-f-]{36}):([1-9][0-9]{0,8})$/.exec(value ?? '') ?? [];
  return actionId === undefined ? undefined : { actionId, version: Number(version) };
}

function buttonOf({ actionId, version, approve }: Card, button: CardButton): Button {
  const words: Readonly<Record<CardButton, string>> = { approve, edit: 'Edit', cancel: 'Cancel', undo: 'Undo' };
  const style = button === 'approve' ? ('primary' as const) : button === 'cancel' ? ('danger' as const) : undefined;
  return {
    type: 'button',
    action_id: BUTTON_IDS[button],
    text: plain(words[button], MAX_BUTTON),
    value: `${actionId}:${version}`,
    ...(style === undefined ? {} : { style }),
  };
}

function openButton(url: string): Button {
  return { type: 'button', action_id: BUTTON_IDS.open, text: plain('Open', MAX_BUTTON), url };
}

/** A section takes ten of them (docs.slack.dev/reference/block-kit/blocks/section-block). */
function fields(facts: readonly Fact[]): KnownBlock[] {
  if (facts.length === 0) return [];
  const texts = facts.slice(0, 10).map(({ label, value }) => markdown(`*${label}*\n${slackText(value, 400)}`));
  return [{ type: 'section', fields: texts }];
}

/** The text as it is, nothing in it read as formatting. */
function preview({ subject, body, more }: Card['draft']): KnownBlock[] {
  const shown = plain(body, MAX_PREVIEW);
  return [
    ...(subject === '' ? [] : [section(`*Subject:* ${slackText(subject, MAX_SECTION - 20)}`)]),
    ...(body === '' ? [] : [{ type: 'section' as const, text: shown }]),
    ...fields(more),
    ...(shown.text.endsWith('…') && !body.endsWith('…') ? [context(['The whole text is in Signoff: Open.'])] : []),
  ];
}

function context(lines: readonly string[]): KnownBlock {
  return { type: 'context', elements: [markdown(lines.map((line) => slackText(line, 900)).join(' · '))] };
}

/** `verbatim` keeps Slack from making links and mentions of what merely looks like them. */
function markdown(text: string) {
  return { type: 'mrkdwn' as const, text, verbatim: true };
}

function section(text: string): KnownBlock {
  return { type: 'section', text: markdown(text) };
}

function plain(text: string, maxLength: number) {
  return { type: 'plain_text' as const, text: slackText(text, maxLength), emoji: false };
}
