import { escapeHtml } from '../../src/domain/escapeHtml.ts';
import type { Reply } from '../fakes/http.ts';
import { htmlPage } from '../fakes/page.ts';
import type { MailboxMessage } from './messages.ts';

const SHOWN = 100;

/** The latest messages, newest first. */
export function mailboxPage(messages: MailboxMessage[]): Reply {
  const latest = messages.slice(-SHOWN).reverse();
  const count = `${messages.length} message${messages.length === 1 ? '' : 's'}`;
  const note = messages.length > SHOWN ? `, the latest ${SHOWN} shown` : '';
  return htmlPage('Mailbox', `<p><small>${count}${note}</small></p>${latest.map(article).join('\n')}`);
}

function article(message: MailboxMessage): string {
  const { id, from, to, subject, text, html, messageId, receivedAt } = message;
  const frame =
    html === null ? '' : `<iframe sandbox src="/messages/${id}/html" title="HTML part" loading="lazy"></iframe>`;
  return `<article><details><summary><strong>${escapeHtml(subject || '(no subject)')}</strong><br>
<small>${escapeHtml(from)} → ${escapeHtml(to.join(', '))} · ${receivedAt}</small></summary>
<dl><dt>Message-ID</dt><dd>${escapeHtml(messageId ?? '–')}</dd></dl>
<pre>${escapeHtml(text)}</pre>${frame}
<p><a href="/messages/${id}">JSON</a> · <a href="/messages/${id}/raw">source</a></p></details></article>`;
}
