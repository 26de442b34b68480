const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text for Slack, of at most `maxLength` characters. Its control characters are escaped, so that nothing in it is a
 * mention or a link (docs.slack.dev/messaging/formatting-message-text, "Escaping text"); what is too long is cut between code
 * points and never within an entity, and ends in "…".
 */
export function slackText(text: string, maxLength: number): string {
  const pieces = Array.from(text.trim(), (character) => ENTITIES[character] ?? character);
  const whole = pieces.join('');
  if (whole.length <= maxLength) return whole;
  let cut = '';
  for (const piece of pieces) {
    if (cut.length + piece.length > maxLength - 1) break;
    cut += piece;
  }
  return `${cut.trimEnd()}…`;
}
