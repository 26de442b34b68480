import { Liquid, type Template } from 'liquidjs';

/**
 * Templates are code of ours and parsed as such, once; what they are filled with is data and is never parsed, so text
 * from a CRM cannot act as template code. An empty text counts as absent.
 */
const engine = new Liquid({ ownPropertyOnly: true, strictFilters: true, jsTruthy: true });
const parsed = new Map<string, Template[]>();

/** Fills one of our templates. Never pass text from outside as the template. */
export function render(template: string, facts: Readonly<Record<string, string | undefined>>): string {
  const ready = parsed.get(template) ?? engine.parse(template);
  parsed.set(template, ready);
  // With renderSync liquidjs answers text; its type says any.
  return String(engine.renderSync(ready, { ...facts }));
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
