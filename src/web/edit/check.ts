/** What is wrong with a text before the API is asked, and beside which field its refusal belongs. */
import type { Field } from '../../domain/form/fields.ts';

export type Flaw = 'required' | 'tooLong' | 'email' | 'time' | 'characters';

/** The first of the schema's constraints that a field's text breaks; null: none. */
export function flawOf(field: Field, value: string): Flaw | null {
  const { control, isRequired, minLength, maxLength, pattern } = field;
  // What is empty and optional is not sent at all.
  if (value === '') return isRequired ? 'required' : null;
  if (value.length < minLength) return 'required';
  if (value.length > maxLength) return 'tooLong';
  if (pattern === null || new RegExp(pattern, 'u').test(value)) return null;
  return control === 'email' || control === 'time' ? control : 'characters';
}

/** The API's errors by field, and those that belong to none. `pointer` is a JSON Pointer (RFC 6901). */
export function errorsByField(errors: readonly { pointer: string; detail: string }[], fields: readonly Field[]) {
  const byField: Record<string, string> = {};
  const others: string[] = [];
  for (const { pointer, detail } of errors) {
    const [, root, first = ''] = pointer.split('/');
    // RFC 6901, section 4: "~1" first, then "~0".
    const name = first.replaceAll('~1', '/').replaceAll('~0', '~');
    if (root === 'params' && fields.some((field) => field.name === name)) {
      byField[name] = byField[name] === undefined ? detail : `${byField[name]}; ${detail}`;
    } else others.push(detail);
  }
  return { byField, others };
}
