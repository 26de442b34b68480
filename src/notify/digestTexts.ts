/** A digest as Slack and mails show it. Pure. */
import type { KnownBlock } from '@slack/web-api';
import { escapeHtml } from '../domain/escapeHtml.ts';
import { counted } from '../domain/words/counted.ts';
import type { Digest, DigestLine } from './digest.ts';
import { htmlDocument } from './htmlCard.ts';
import type { MailText } from './mail.ts';
import type { SlackMessageText } from './slackCard.ts';
import { slackText } from './slackText.ts';

/** Of a section, in characters, and of a message, in blocks (docs.slack.dev/reference/block-kit/blocks). */
const MAX_SECTION = 3_000;
const MAX_BLOCKS = 45;
const MAX_LINE = 280;

/** Leads to an action, for whoever gets the digest. */
export type LinkTo = (actionId: string) => string;

function titleOf({ total }: Digest): string {
  return `${counted(total, 'action')} waiting for you`;
}

/** @param queueUrl where all of it is */
export function slackDigest(digest: Digest, linkTo: LinkTo, queueUrl: string): SlackMessageText {
  const title = titleOf(digest);
  const groups = digest.groups.map(({ title: group, lines }) => {
    const texts = [`*${slackText(group, 200)}*`, ...lines.map((line) => slackLine(line, linkTo))];
    return section(fitting(texts, MAX_SECTION));
  });
  return {
    text: title,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      ...groups.slice(0, MAX_BLOCKS),
      section(`<${queueUrl}|All of it in Signoff>`),
    ],
  };
}

function slackLine({ actionId, text, when }: DigestLine, linkTo: LinkTo): string {
  return `• <${linkTo(actionId)}|${slackText(text, MAX_LINE)}>${when === '' ? '' : ` (${slackText(when, 80)})`}`;
}

/** Whole lines, as many as fit. */
function fitting(lines: readonly string[], maxLength: number): string {
  let text = '';
  for (const line of lines) {
    if (text.length + line.length + 1 > maxLength - 2) return `${text}\n…`;
    text = text === '' ? line : `${text}\n${line}`;
  }
  return text;
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** @param queueUrl where all of it is */
export function digestMail(digest: Digest, linkTo: LinkTo, queueUrl: string): MailText {
  const subject = titleOf(digest);
  const text = digest.groups.map(({ title, lines }) =>
    [
      title,
      ...lines.map(({ actionId, text, when }) => `- ${text}${when === '' ? '' : ` (${when})`}\n  ${linkTo(actionId)}`),
    ].join('\n'),
  );
  const html = digest.groups.map(
    ({ title, lines }) => `<div class="card">
<h2>${escapeHtml(title)}</h2>
${lines.map((line) => htmlLine(line, linkTo)).join('\n')}
</div>`,
  );
  const foot =
    'Each link is for you alone: whoever has it can decide once. You choose in Signoff’s settings what you are told.';
  return {
    subject,
    text: `${[subject, ...text, `All of it: ${queueUrl}`, foot].join('\n\n')}\n`,
    html: htmlDocument(
      subject,
      `<h1>${escapeHtml(subject)}</h1>
${html.join('\n')}
<p><a class="button" href="${escapeHtml(queueUrl)}">All of it in Signoff</a></p>
<p class="muted">${foot}</p>`,
    ),
  };
}

function htmlLine({ actionId, text, when }: DigestLine, linkTo: LinkTo): string {
  const muted = when === '' ? '' : `<br><span class="muted">${escapeHtml(when)}</span>`;
  return `<p dir="auto"><a href="${escapeHtml(linkTo(actionId))}">${escapeHtml(text)}</a>${muted}</p>`;
}
