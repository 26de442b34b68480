import { isJsonObject, type Json } from '../../domain/json.ts';
import { escapeHtml } from '../../integrations/email/html.ts';
import type { Reply } from '../fakes/http.ts';
import { page } from '../fakes/page.ts';
import type { SlackMessage } from './messages.ts';

const SHOWN = 100;

/** The latest messages, newest first. */
export function slackPage(messages: SlackMessage[]): Reply {
  const latest = messages.slice(-SHOWN).reverse();
  return page('Slack (fake)', `<p><small>${messages.length} in all</small></p>${latest.map(article).join('\n')}`);
}

function article({ channel, ts, text, blocks, metadata }: SlackMessage): string {
  const time = new Date(Number(ts) * 1_000).toISOString();
  return `<article><small>${escapeHtml(channel)} · ${time}</small>
${blocks.length === 0 ? `<pre>${escapeHtml(unescapeSlack(text))}</pre>` : blocks.map(blockHtml).join('\n')}
<details><summary><small>source</small></summary><pre>${escapeHtml(JSON.stringify({ text, blocks, metadata }, null, 2))}</pre></details></article>`;
}

function blockHtml(block: Json): string {
  const words = wordsOf(block).map((part) => escapeHtml(unescapeSlack(part)));
  return isJsonObject(block) && block.type === 'header'
    ? `<strong>${words.join(' ')}</strong>`
    : `<pre>${words.join('\n')}</pre>`;
}

/** Every text in a block, in order. */
function wordsOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (!isJsonObject(value)) return [];
  const own = typeof value.text === 'string' ? [value.text] : [];
  const link = typeof value.url === 'string' ? [value.url] : [];
  return [...own, ...link, ...Object.values(value).flatMap(wordsOf)];
}

function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
