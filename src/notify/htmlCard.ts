/** A card as HTML, for mails and for the page that a mail leads to: the same words under the same classes. Pure. */
import { escapeHtml } from '../domain/escapeHtml.ts';
import type { Card, Fact } from './card.ts';

/**
 * What mails and pages look like. In classes, as the page's CSP allows no `style` attributes; mail programs that know no `<style>`
 * show plain text, well ordered. Both colour schemes (caniemail.com/features/css-at-media-prefers-color-scheme).
 */
export const CARD_STYLE = `:root{color-scheme:light dark}
body{margin:0;padding:24px 16px;background:#f6f8fa;color:#1f2328;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Arial,sans-serif;overflow-wrap:anywhere}
.page{max-width:600px;margin:0 auto}
.card{background:#fff;border:1px solid #d0d7de;border-radius:8px;padding:20px;margin:0 0 16px}
h1,h2{font-size:18px;line-height:1.3;margin:0 0 8px}
p{margin:0 0 12px}
.urgent{color:#a40e26;font-weight:600}
.muted{color:#57606a}
.facts{margin:0 0 12px;padding:0}
.facts dt{color:#57606a;font-size:13px}
.facts dd{margin:0 0 6px}
.draft{border-left:3px solid #d0d7de;padding:0 0 0 12px;margin:0 0 12px}
.effect{font-weight:600}
.button{display:inline-block;padding:10px 18px;border:1px solid #1a56b0;border-radius:6px;background:#1a56b0;color:#fff;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.button.plain{background:transparent;color:#1a56b0}
:focus-visible{outline:3px solid #1a56b0;outline-offset:2px}
a{color:#1a56b0}
@media (prefers-color-scheme:dark){
body{background:#0d1117;color:#e6edf3}
.card{background:#161b22;border-color:#30363d}
.muted,.facts dt{color:#9198a1}
.draft{border-color:#30363d}
.urgent{color:#ff9492}
a,.button.plain{color:#79b8ff}
.button.plain{border-color:#79b8ff}
:focus-visible{outline-color:#79b8ff}
}`;

/** A whole document. @param body markup of ours; @param style beside the card's own */
export function htmlDocument(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${CARD_STYLE}${style}</style>
</head>
<body>
<div class="page">
${body}
</div>
</body>
</html>
`;
}

/** What is seen of an action. Nothing in it is markup but ours, whatever a CRM says. */
export function htmlCard(card: Card): string {
  const { heading, isUrgent, summary, facts, effect, draft, stands } = card;
  const urgent = isUrgent ? '<span class="urgent">Urgent</span> · ' : '';
  const subject = draft.subject === '' ? '' : `<p><strong>Subject:</strong> ${text(draft.subject)}</p>`;
  const body = draft.body === '' ? '' : `<div class="draft" dir="auto">${paragraphs(draft.body)}</div>`;
  return `<h1>${urgent}${text(heading)}</h1>
<p dir="auto">${text(summary)}</p>
${factList(facts)}
<p class="effect">${text(effect)}</p>
${subject}${body}${factList(draft.more)}
<p class="muted">${stands.map(text).join('<br>')}</p>`;
}

/** The same without markup. */
export function textCard(card: Card): string {
  const { heading, isUrgent, summary, facts, effect, draft, stands } = card;
  const listed = (list: readonly Fact[]) => list.map(({ label, value }) => `${label}: ${value}`).join('\n');
  return [
    `${isUrgent ? 'Urgent · ' : ''}${heading}`,
    summary,
    listed(facts),
    effect,
    draft.subject === '' ? '' : `Subject: ${draft.subject}`,
    draft.body.replace(/^/gm, '> ').replace(/^> $/, ''),
    listed(draft.more),
    stands.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function factList(facts: readonly Fact[]): string {
  if (facts.length === 0) return '';
  const items = facts.map(({ label, value }) => `<dt>${text(label)}</dt><dd dir="auto">${text(value)}</dd>`);
  return `<dl class="facts">${items.join('')}</dl>`;
}

function paragraphs(body: string): string {
  return body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(text).join('<br>')}</p>`)
    .join('');
}

function text(value: string): string {
  return escapeHtml(value);
}
