const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML text or an attribute's value: nothing in it is markup any more. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Plain text as an HTML message; what stands in its body is paragraphsFromText's. */
export function htmlFromText(text: string): string {
  return `<!doctype html>\n<html>\n<body>\n${paragraphsFromText(text)}\n</body>\n</html>\n`;
}

/**
 * Plain text as HTML paragraphs: blank lines part them, line breaks and runs of spaces stay. There is no link, image or
 * script among them, whatever the text says; a URL stays text.
 */
export function paragraphsFromText(text: string): string {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p style="white-space:pre-wrap">${escapeHtml(paragraph).replaceAll('\n', '<br>\n')}</p>`)
    .join('\n');
}
