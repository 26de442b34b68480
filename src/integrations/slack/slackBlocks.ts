/** The Slack message of notify_rep, as Block Kit. Pure. */
import type { KnownBlock } from '@slack/web-api';
import { slackText } from './slackText.ts';

export interface SlackNote {
  company?: string | undefined;
  /** What happened, in one line. */
  happened: string;
  /** The one sentence of the queue. */
  summary?: string | undefined;
  /** The note itself. */
  body?: string | undefined;
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

/** What happened, company, summary, the note and a button to the action. Empty parts are left out. */
export function slackBlocks(note: SlackNote, action: { actionId: string; link: string }): KnownBlock[] {
  const company = slackText(note.company ?? '', 300);
  const sections = [company === '' ? '' : `*${company}*`, slackText(note.summary ?? '', MAX_SECTION), bodyOf(note)];
  return [
    header(note.happened),
    ...sections.filter((text) => text !== '').map(section),
    { type: 'context', elements: [{ type: 'mrkdwn', text: `Signoff · action ${slackText(action.actionId, 100)}` }] },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'open_action',
          text: { type: 'plain_text', text: 'Open in Signoff' },
          url: action.link,
        },
      ],
    },
  ];
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
