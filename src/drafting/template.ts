/**
 * The tag of our templates. It takes texts only: a fact that may be missing must be asked for before it is said, or the
 * template does not compile. What a template is filled with is data and stays as it is.
 */
export function text(said: TemplateStringsArray, ...facts: string[]): string {
  return said.reduce((before, part, index) => `${before}${facts[index - 1] ?? ''}${part}`);
}

/** At most so many UTF-16 units, cut between characters, the cut shown by an ellipsis. */
export function cutToUnits(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length >= maxLength) break;
    kept += character;
  }
  return `${kept}…`;
}
