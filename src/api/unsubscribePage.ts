/** The page behind the link to unsubscribe: for people who know nothing of us, in whatever browser, without any script. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../domain/escapeHtml.ts';
import type { Unsubscriber } from '../store/people/unsubscribing.ts';
import type { Problem } from './problems.ts';

/** What a POST says, a mail program's or the page's own (RFC 8058, section 3.2). */
export const ONE_CLICK = { name: 'List-Unsubscribe', value: 'One-Click' } as const;

const STYLE = `:root{color-scheme:light dark;font:17px/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:12vh auto;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25}
strong{display:inline-block}
button{font:inherit;font-weight:600;min-height:3rem;padding:.5rem 1.5rem;border:0;border-radius:8px;background:#1864ab;color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid currentColor;outline-offset:3px}`;

/** Its own style, its own form, and nothing else: a script that somebody got into it would not run. */
export const UNSUBSCRIBE_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Asks; or says that there is nothing left to ask. */
export function askPage(unsubscriber: Unsubscriber): string {
  if (unsubscriber.isOff) return donePage(unsubscriber);
  const { workspaceName, address } = unsubscriber;
  return page(
    'Unsubscribe?',
    `<p>Press the button, and ${bold(workspaceName)} sends no more of these emails to ${bold(masked(address))}.</p>
<form method="post"><input type="hidden" name="${ONE_CLICK.name}" value="${ONE_CLICK.value}"><button>Unsubscribe</button></form>`,
  );
}

/** What has been done, also where it was done before. */
export function donePage({ workspaceName, address }: Unsubscriber): string {
  return page(
    'You are unsubscribed',
    `<p>${bold(workspaceName)} sends no more of these emails to ${bold(masked(address))}.</p>
<p>Was that a mistake? Answer one of the emails: only whoever sent it can undo this.</p>`,
  );
}

/** Why it did not work; of a link that nobody has made nothing but that. */
export function failedPage({ code }: Problem): string {
  const what = WORDS[code] ?? 'It could not be done just now. Please try again in a minute.';
  return page('That did not work', `<p>${what}</p>`);
}

const WORDS: Readonly<Record<string, string>> = {
  'not-found':
    'This link is not known. Please open it from the email again, whole, or answer the email and ask for it.',
  'bad-request': 'Please open the link from the email and press the button there.',
  'rate-limited': 'There were too many attempts from your network. Please try again in a minute.',
};

/** The link may have been passed on with the email: who reads it need not learn the address. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}…${address.slice(at)}`;
}

function bold(text: string): string {
  return `<strong dir="auto">${escapeHtml(text)}</strong>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}
