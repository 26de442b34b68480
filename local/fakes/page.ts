/** The pages of the fakes: small, without scripts, in the reader's own light or dark. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../src/integrations/email/html.ts';
import type { Reply } from './http.ts';

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; }
article { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 8px; margin: .75rem 0; padding: .75rem 1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
small, dt { opacity: .7; }
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

/** Only this page's own style, and frames from the fake itself: no script, image or font from anywhere. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A page around `body`, which is HTML: whoever makes it escapes what is not.
 *
 * @param formAction where its forms may send, as `form-action` of its policy has it; nowhere unless said
 */
export function htmlPage(title: string, body: string, formAction = "'none'"): Reply {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>${body}</body></html>`;
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${POLICY}; form-action ${formAction}`,
    },
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
