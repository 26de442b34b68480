/** Slack's text as HTML (docs.slack.dev/messaging/formatting-message-text): what is marked up as Slack shows it, all else as text. */
import { escapeHtml } from '../../../src/domain/escapeHtml.ts';
import type { Words } from '../blockKit/objects.ts';

/** @param nameOf what a mentioned user is called */
export function wordsHtml({ type, text }: Words, nameOf: (userId: string) => string): string {
  return type === 'mrkdwn' ? mrkdwnHtml(text, nameOf) : plainHtml(text);
}

/** In plain text the three escapes of Slack's still mean their characters. */
export const plainHtml = (text: string): string => escapeHtml(unescapeSlack(text));

export function mrkdwnHtml(text: string, nameOf: (userId: string) => string): string {
  // What stands in angle brackets is control; every second piece.
  const pieces = text.split(/<([^<>]+)>/);
  return pieces.map((piece, i) => (i % 2 === 0 ? marksHtml(plainHtml(piece)) : controlHtml(piece, nameOf))).join('');
}

/** What stands between backticks is as it is. */
function marksHtml(html: string): string {
  const pieces = html.split(/(```[^`]+```|`[^`\n]+`)/);
  return pieces
    .map((piece, i) => (i % 2 === 0 ? styledHtml(piece) : `<code>${piece.replaceAll('`', '')}</code>`))
    .join('');
}

/** Marks hold within a line, and begin and end at a word. */
function styledHtml(html: string): string {
  return html
    .replaceAll(/(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/g, '<strong>$1</strong>')
    .replaceAll(/(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])/g, '<em>$1</em>')
    .replaceAll(/(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/g, '<s>$1</s>')
    .replaceAll(/^&gt; ?(.*)$/gm, '<q>$1</q>');
}

function controlHtml(control: string, nameOf: (userId: string) => string): string {
  const [target = '', label] = control.split('|', 2);
  if (/^(https?|mailto):/.test(target)) return linkHtml(target, plainHtml(label ?? target));
  if (target.startsWith('@')) return `<strong>@${escapeHtml(nameOf(target.slice(1)))}</strong>`;
  // A date carries what is shown where it cannot be reckoned.
  if (target.startsWith('!date^')) return plainHtml(label ?? target);
  if (target.startsWith('!')) return `<strong>@${escapeHtml(target.slice(1))}</strong>`;
  return escapeHtml(`<${control}>`);
}

/** @param label HTML */
export function linkHtml(url: string, label: string): string {
  return `<a href="${escapeHtml(unescapeSlack(url))}" rel="noreferrer">${label}</a>`;
}

function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
