import { escapeHtml } from '../../domain/escapeHtml.ts';

/** A whole HTML message; what stands in its body is emailHtml's. */
export function htmlMessage(body: string): string {
  return `<!doctype html>\n<html>\n<body>\n${body}\n</body>\n</html>\n`;
}

/**
 * Without a font of its own a message is set in Times by Outlook. No colours: mail programs have dark modes. Long words
 * break under the property's old name, which more of them know.
 */
const LOOK = 'font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5;word-wrap:break-word';

/**
 * Plain text as the HTML that mail programs show: a blank line parts paragraphs, further ones add lines, line breaks and
 * blanks stay. There is no link, image or script in it, whatever the text says; a URL stays text. The one link is ours, to
 * unsubscribe, where there is such an address.
 *
 * Lines are parted by `<br>` and nothing else, and blanks are kept as `&nbsp;`: Outlook on Windows, Samsung's and some
 * others know no `white-space` (caniemail.com/features/css-white-space), and with it a line feed beside the `<br>`
 * would be a second line break in all others.
 */
export function emailHtml(text: string, unsubscribeUrl?: string): string {
  const link = unsubscribeUrl === undefined ? [] : [`<a href="${escapeHtml(unsubscribeUrl)}">Unsubscribe</a>`];
  const paragraphs = [...paragraphsOf(text).map((lines) => lines.map(lineHtml).join('<br>')), ...link].map(
    (inner) => `<p dir="auto" style="margin:0 0 1em">${inner}</p>`,
  );
  return `<div style="${LOOK}">\n${paragraphs.join('\n')}\n</div>`;
}

/** The lines of each; blank lines beyond the one that parts two paragraphs stand, empty, at the head of the second. */
function paragraphsOf(text: string): string[][] {
  let current: string[] = [];
  const paragraphs = [current];
  for (const line of text.trimEnd().split('\n')) {
    if (line.trim() !== '') {
      current.push(line);
    } else if (current.at(-1)) {
      current = [];
      paragraphs.push(current);
    } else if (paragraphs.length > 1) {
      current.push('');
    }
  }
  return paragraphs;
}

const NBSP = '&nbsp;';

/** Every blank counts: of a run only the last may be an ordinary one, where the line may break; at the beginning none. */
function lineHtml(line: string): string {
  return escapeHtml(line.replaceAll('\t', '    ')).replace(/^ +| {2,}/g, (run, at: number) =>
    at === 0 ? NBSP.repeat(run.length) : `${NBSP.repeat(run.length - 1)} `,
  );
}
