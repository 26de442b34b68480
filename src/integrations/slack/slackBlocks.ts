/** The Slack message of notify_rep, as Block Kit. Pure. */
import type { Button, KnownBlock, StaticSelect } from '@slack/web-api';
import type { OutsideLink } from '../../domain/links.ts';
import { slackText } from '../../notify/slackText.ts';

export interface SlackNote {
  company?: string;
  /** What happened, in one line. */
  happened: string;
  /** The one sentence of the queue. */
  summary?: string;
  /** The note itself. */
  body?: string;
}

/** Slack's limits in characters (docs.slack.dev/reference/block-kit/blocks: header, section). */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
/** What Slack recommends for the text of a message at most (docs.slack.dev/reference/methods/chat.postMessage). */
const MAX_FALLBACK = 4_000;

/** What notifications and screen readers say instead of the blocks. */
export function slackFallback({ company, happened, summary }: SlackNote): string {
  const what = [company, happened].filter((part) => part?.trim()).join(': ');
  return slackText([what, summary].filter((part) => part?.trim()).join(' – '), MAX_FALLBACK);
}

/** Of a button's text (docs.slack.dev/reference/block-kit/block-elements/button-element). */
const MAX_BUTTON = 75;

interface NotedAction {
  actionId: string;
  /** Whether people act in Slack: it can be put away there, or until later. */
  isAnswered: boolean;
  /** Into Signoff: nobody outside chooses it. */
  link: string;
  /** The record in its CRM. */
  record?: OutsideLink;
}

/**
 * What happened, company, summary, the note, a button to the action, and one to the record that says to which host it
 * leads. Empty parts are left out.
 */
export function slackBlocks(note: SlackNote, action: NotedAction): KnownBlock[] {
  const company = slackText(note.company ?? '', 300);
  const sections = [company === '' ? '' : `*${company}*`, slackText(note.summary ?? '', MAX_SECTION), bodyOf(note)];
  return [
    header(note.happened),
    ...sections.filter((text) => text !== '').map(section),
    { type: 'context', elements: [{ type: 'mrkdwn', text: `Signoff · action ${slackText(action.actionId, 100)}` }] },
    {
      type: 'actions',
      elements: [
        ...(action.isAnswered ? answers(action.actionId) : []),
        button('open_action', 'Open in Signoff', action.link),
        ...(action.record === undefined ? [] : [button('open_record', openAt(action.record.host), action.record.href)]),
      ],
    },
  ];
}

/** What can be done with a note in Slack. */
export const NOTE_IDS = { done: 'signoff_note_done', snooze: 'signoff_note_snooze' } as const;
export const SNOOZES = { hour: 'In an hour', morning: 'In the morning' } as const;

function answers(actionId: string): [Button, StaticSelect] {
  const options = Object.entries(SNOOZES).map(([name, words]) => ({
    text: { type: 'plain_text' as const, text: words, emoji: false },
    value: `${actionId}:${name}`,
  }));
  const placeholder = { type: 'plain_text' as const, text: 'Snooze …', emoji: false };
  return [
    {
      type: 'button',
      action_id: NOTE_IDS.done,
      text: { type: 'plain_text', text: 'Done', emoji: false },
      value: actionId,
    },
    { type: 'static_select', action_id: NOTE_IDS.snooze, placeholder, options },
  ];
}

function button(actionId: string, text: string, url: string): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text, emoji: false }, url };
}

/** Of a host that is too long its end is shown: that is whose it is. */
function openAt(host: string): string {
  const words = 'Open record at ';
  const room = MAX_BUTTON - words.length;
  return `${words}${host.length <= room ? host : `…${host.slice(1 - room)}`}`;
}

function header(happened: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text: slackText(happened, MAX_HEADER), emoji: false } };
}

/** `verbatim` keeps Slack from making links and mentions of what merely looks like them. */
function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** A note that only repeats what is said above it is left out. */
function bodyOf({ body, happened, summary }: SlackNote): string {
  const repeated = body?.trim() === happened.trim() || body?.trim() === summary?.trim();
  return repeated ? '' : slackText(body ?? '', MAX_SECTION);
}
