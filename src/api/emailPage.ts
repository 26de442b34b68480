import { escapeHtml } from '../domain/escapeHtml.ts';
import { htmlOf, type Mailbox, type MessageText } from '../integrations/email/message.ts';
import { FRAME_SCRIPT } from './emailFrame.ts';

export interface PreviewedEmail extends MessageText {
  from: Mailbox;
  to?: Mailbox;
  subject: string;
  /** The Message-ID of the email that it answers. */
  inReplyTo?: string | undefined;
}

/** Its own colours, so that it is paper in a dark page too. Only the head is styled: the email has its own look. */
const STYLE = `:root{color-scheme:light;background:#fff}
body{margin:0;padding:16px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 12px;margin:0 0 16px;padding:0 0 12px;border-bottom:1px solid #d0d7de;color:#1f2328;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
dt{color:#57606a}
dd{margin:0}`;

/**
 * An email as it will look: who it is from and to, its subject, whether it answers one, and the HTML that is sent, made by the same code. Nothing
 * in it is markup but our own, whatever names, subject and body say.
 */
export function emailPage(email: PreviewedEmail): string {
  const head = [
    ['From', inWords(email.from)],
    ['To', email.to === undefined ? 'nobody yet' : inWords(email.to)],
    ['Subject', email.subject],
    ...(email.inReplyTo === undefined ? [] : [['Answers', 'an earlier email: it joins that conversation']]),
  ].map(([name = '', value = '']) => `<dt>${name}</dt><dd dir="auto">${escapeHtml(value)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(email.subject)}</title>
<style>${STYLE}</style>
</head>
<body>
<dl>${head.join('')}</dl>
<main>
${htmlOf(email)}
</main>
<script>${FRAME_SCRIPT}</script>
</body>
</html>
`;
}

function inWords({ name = '', address }: Mailbox): string {
  return name === '' ? address : `${name} <${address}>`;
}
