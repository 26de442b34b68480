import { z } from 'zod';
import { isJsonObject, type Json } from '../../src/domain/json.ts';
import { escapeHtml } from '../../src/domain/escapeHtml.ts';
import type { Reply } from '../fakes/http.ts';
import { htmlPage } from '../fakes/page.ts';
import type { SlackMessage } from './messages.ts';

const SHOWN = 100;

/** The latest messages, newest first. */
export function slackPage(messages: SlackMessage[]): Reply {
  const latest = messages.slice(-SHOWN).reverse();
  const count = `${messages.length} message${messages.length === 1 ? '' : 's'}`;
  const json = '<a href="/messages">JSON</a>';
  return htmlPage('Slack (fake)', `<p><small>${count} · ${json}</small></p>${latest.map(article).join('\n')}`);
}

function article({ channel, ts, text, blocks, metadata }: SlackMessage): string {
  const time = new Date(Number(ts) * 1_000).toISOString();
  return `<article><small>${escapeHtml(channel)} · ${time}</small>
${blocks.length === 0 ? `<pre>${escapeHtml(unescapeSlack(text))}</pre>` : blocks.map((block) => blockHtml(z.json().parse(block))).join('\n')}
<details><summary><small>as Slack got it</small></summary><pre>${escapeHtml(JSON.stringify({ text, blocks, metadata }, null, 2))}</pre></details></article>`;
}

function blockHtml(block: Json): string {
  if (!isJsonObject(block)) return '';
  const { type, elements } = block;
  if (type === 'actions' && Array.isArray(elements)) return `<p>${elements.map(buttonHtml).join(' · ')}</p>`;
  const words = textsOf(block).map((part) => escapeHtml(unescapeSlack(part)));
  if (type === 'header') return `<strong>${words.join(' ')}</strong>`;
  return type === 'context' ? `<small>${words.join(' ')}</small>` : `<pre>${words.join('\n')}</pre>`;
}

/** A button with an address is a link; the others can only be pressed in Slack. */
function buttonHtml(button: Json): string {
  const label = escapeHtml(unescapeSlack(textsOf(button).join(' ')));
  const url = isJsonObject(button) && typeof button.url === 'string' ? button.url : '';
  return /^https?:\/\//.test(url) ? `<a href="${escapeHtml(url)}" rel="noreferrer">${label}</a>` : `[${label}]`;
}

/** Every text in a block, in order. */
function textsOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isJsonObject(value)) return [];
  const own = typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(textsOf)];
}

function unescapeSlack(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
