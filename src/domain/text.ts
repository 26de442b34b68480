/**
 * The boundary of text from outside: what CRMs, importers and callers send passes here before anything parses, matches or
 * shows it. Linear in its length, whatever it holds.
 */

/** NUL and lone surrogates: JSON may carry both, Postgres's text and jsonb neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const UNSTORABLE = /\u0000|\p{Surrogate}/u;
const EVERY_UNSTORABLE = new RegExp(UNSTORABLE, 'gu');

/** Whether Postgres can keep a text. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

/** With U+FFFD for what Postgres cannot keep. */
export function storable(text: string): string {
  return text.replace(EVERY_UNSTORABLE, '\ufffd');
}

/** Embeddings, overrides and isolates: they make text read otherwise than it is (Unicode UAX 9, section 2). */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Blanks of all kinds, line breaks, control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: replacing control characters is the purpose
const BLANKS = /[\s\u0000-\u001f\u007f-\u009f]+/g;

/** So much is looked at for each character wanted: most of a longer text may be blanks. */
const LOOK_AHEAD = 4;

/** What a CRM calls something, as one line of at most `maxLength` UTF-16 units: no control characters, no bidi overrides. */
export function tidyLine(text: string, maxLength: number): string {
  const looked = storable(text.slice(0, maxLength * LOOK_AHEAD));
  const line = looked.replace(DIRECTIONS, '').replace(BLANKS, ' ').trim();
  if (line.length <= maxLength) return line;
  // Never half a character.
  return line
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();
}

/**
 * A person's name without any address in it: beside the true one in a mail's To or From it would be read as the recipient or
 * sender. Empty where nothing else is left.
 */
export function personName(text: string, maxLength = 200): string {
  return tidyLine(text, maxLength)
    .replace(/[<>"\uff1c\uff1e]/g, ' ')
    .split(' ')
    .filter((word) => !/[@\uff20\ufe6b]/.test(word))
    .join(' ')
    .replace(/ +/g, ' ')
    .trim();
}
