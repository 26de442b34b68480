/** The page that an email's link leads to: the action, and a form to decide with. Without scripts; nothing is loaded. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../domain/escapeHtml.ts';
import { cancelReasons } from '../domain/words/cancelReasons.ts';
import type { Card } from '../notify/card.ts';
import { CARD_STYLE, htmlCard, htmlDocument } from '../notify/htmlCard.ts';

const FORM_STYLE = `form{margin:16px 0 0}
fieldset{border:1px solid #d0d7de;border-radius:6px;margin:0 0 12px;padding:12px}
label{display:block;margin:0 0 10px}
select,input[type=text]{display:block;width:100%;box-sizing:border-box;font:inherit;padding:8px;margin-top:4px}
.said{font-weight:600}
@media (prefers-color-scheme:dark){fieldset{border-color:#30363d}}`;

/** The one style there is, known by its hash; forms go to us alone, and nobody frames it. */
export const DECISION_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(`${CARD_STYLE}${FORM_STYLE}`).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What of the form is sent. */
export const FORM = { decision: 'decision', read: 'read', preset: 'preset', words: 'words' } as const;

export interface DecisionPage {
  card: Card;
  /** Where the action is in Signoff. */
  url: string;
  /** Whether the link still decides. */
  isOpen: boolean;
  /** What came of the form, or why the link decides no more. */
  said?: string;
}

/** The page of a link that is known. */
export function decisionPage({ card, url, isOpen, said }: DecisionPage): string {
  const open = `<p><a href="${escapeHtml(url)}">Open it in Signoff</a>${isOpen ? ' to edit it, or to see more' : ''}</p>`;
  const forms = isOpen ? `${approveForm(card)}${cancelForm()}` : '';
  return page(
    card.heading,
    `<main class="card">
${said === undefined ? '' : `<p class="said" role="status">${escapeHtml(said)}</p>`}
${isOpen ? htmlCard(card) : overCard(card)}
${forms}
${open}
</main>`,
  );
}

/** A link that decides no more shows what became of it, and nothing of the draft: it is no key to read with. */
function overCard({ heading, stands }: Card): string {
  return `<h1>${escapeHtml(heading)}</h1>\n<p class="muted">${stands.map(escapeHtml).join('<br>')}</p>`;
}

/** Where there is nothing to show: nobody learns whether there ever was. */
export function noSuchLinkPage(): string {
  return page(
    'This link is not good',
    `<main class="card">
<h1>This link is not good</h1>
<p>It may be cut off, or old. What waits for you is in Signoff.</p>
<p><a href="/">Open Signoff</a></p>
</main>`,
  );
}

/**
 * A box that must be ticked: programs that look into mails open their links in real browsers, and some press what can be pressed. None of
 * them says that it has read the draft.
 */
function approveForm({ approve }: Card): string {
  return `<form method="post">
<fieldset>
<label><input type="checkbox" name="${FORM.read}" value="yes" required> I have read it</label>
<button class="button" name="${FORM.decision}" value="approve">${escapeHtml(approve)}</button>
</fieldset>
</form>`;
}

function cancelForm(): string {
  const options = Object.entries(cancelReasons).map(([value, words]) => `<option value="${value}">${words}</option>`);
  return `<form method="post">
<fieldset>
<label>Why not? <select name="${FORM.preset}" required><option value="">Choose a reason</option>${options.join('')}</select></label>
<label>In your own words <input type="text" name="${FORM.words}" maxlength="400"></label>
<button class="button plain" name="${FORM.decision}" value="cancel">Cancel the action</button>
</fieldset>
</form>`;
}

function page(title: string, body: string): string {
  return htmlDocument(title, body, FORM_STYLE);
}
