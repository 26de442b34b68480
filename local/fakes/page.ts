/** The pages of the fakes: small, in the reader's own light or dark, and without scripts but for one of their own. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../src/domain/escapeHtml.ts';
import type { Reply } from './http.ts';

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; }
article { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 8px; margin: .75rem 0; padding: .75rem 1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
small, dt { opacity: .8; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; overflow-wrap: anywhere; }
dd { margin: 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
iframe { box-sizing: border-box; width: 100%; height: 24rem; resize: vertical; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 4px; background: white; }
form { margin: .5rem 0; }
button { font: inherit; padding: .25rem .75rem; cursor: pointer; }
.parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.parts > section { min-width: 0; }
.parts h2 { font-size: 1rem; margin: .5rem 0; }
`;

/** What a page has beside its text. */
export interface PageParts {
  /** After the style of all. */
  style?: string;
  script?: string;
  /** Where its forms may send, as `form-action` of its policy has it; nowhere unless said. */
  formAction?: string;
}

/** Only the page's own style and script, and frames from the fake itself: no script, image or font from anywhere. */
function policyOf(style: string, { script, formAction = "'none'" }: PageParts): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`, "connect-src 'self'"]),
    "frame-src 'self'",
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** A page around `body`, which is HTML: whoever makes it escapes what is not. */
export function htmlPage(title: string, body: string, parts: PageParts = {}): Reply {
  const style = `${STYLE}${parts.style ?? ''}`;
  const script = parts.script === undefined ? '' : `<script>${parts.script}</script>`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head>
<body><header><h1>${escapeHtml(title)}</h1></header>${body}${script}</body></html>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(style, parts) },
    body: html,
  };
}

/** What HTML from a stranger may do: have a link of its opened, in a page of its own, when a person presses it. */
export const STRANGERS_SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** HTML from a stranger, to be framed: shown, but it can load nothing, run nothing and send nothing. */
export function strangersHtml(html: string): Reply {
  const policy = `sandbox ${STRANGERS_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'`;
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
    // In the frame a link would lead nowhere. The message's own doctype stays first, or it would be laid out as in the nineties.
    body: html.replace(/^(\s*<!doctype[^>]*>)?/i, '$1<base target="_blank">'),
  };
}
