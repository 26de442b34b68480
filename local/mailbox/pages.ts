import { escapeHtml } from '../../src/domain/escapeHtml.ts';
import type { Reply } from '../fakes/http.ts';
import { htmlPage, STRANGERS_SANDBOX } from '../fakes/page.ts';
import type { MailboxMessage } from './messages.ts';
import { oneClickOf } from './oneClick.ts';

const SHOWN = 100;

/** The latest messages, newest first, each as a mail program shows it. */
export function mailboxPage(messages: MailboxMessage[]): Reply {
  const latest = messages.slice(-SHOWN).reverse();
  const count = `${messages.length} message${messages.length === 1 ? '' : 's'}`;
  const note = messages.length > SHOWN ? `, the latest ${SHOWN} shown` : '';
  const body = `<p><small>${count}${note}</small></p>${latest.map(article).join('\n')}`;
  // A message's button sends wherever the message says: mail programs do.
  return htmlPage('Mailbox', body, { formAction: 'http: https:' });
}

function article(message: MailboxMessage): string {
  const { id, from, to, subject, receivedAt } = message;
  return `<article><details><summary><strong dir="auto">${escapeHtml(subject || '(no subject)')}</strong><br>
<small>${escapeHtml(from)} → ${escapeHtml(to.join(', '))} · ${receivedAt}</small></summary>
${unsubscribeButton(message)}
<div class="parts">${htmlPart(message)}
<section><h2>Text</h2><pre dir="auto">${escapeHtml(message.text)}</pre></section></div>
<details><summary>Headers</summary><dl>${headers(message)}</dl></details>
<p><a href="/messages/${id}">JSON</a> · <a href="/messages/${id}/raw">source</a></p></details></article>`;
}

function htmlPart({ id, html }: MailboxMessage): string {
  if (html === null) return '';
  const frame = `<iframe sandbox="${STRANGERS_SANDBOX}" src="/messages/${id}/html" title="HTML part" loading="lazy"></iframe>`;
  return `<section><h2>HTML</h2>${frame}</section>`;
}

/**
 * What mail programs make of the headers. They send from their own servers, we from the browser, to see the answer: without a
 * cookie either way, as those of the screens are SameSite.
 */
function unsubscribeButton({ headers }: MailboxMessage): string {
  const oneClick = oneClickOf(headers);
  if (oneClick === undefined) return '';
  const { url, name, value } = oneClick;
  return `<form method="post" action="${escapeHtml(url)}" target="_blank">
<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}"><button>Unsubscribe</button></form>`;
}

function headers({ headers, envelope }: MailboxMessage): string {
  const told = { 'SMTP from': envelope.from, 'SMTP to': envelope.to.join(', ') };
  return Object.entries({ ...told, ...headers })
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('');
}
