/** Parameters as the texts of a form, and back again as what has changed. Free of DOM and React. */
import type { JsonObject } from '../json.ts';
import type { Field } from './fields.ts';

/** The text of each field; empty where there is none. */
export type FieldTexts = Readonly<Record<string, string>>;

/** Line breaks are as a textarea has them, so that nothing counts as changed that nobody has touched. */
export function toValues(params: Readonly<Record<string, unknown>>, fields: readonly Field[]): FieldTexts {
  return Object.fromEntries(
    fields.map(({ name, fallback }) => {
      const value = Object.hasOwn(params, name) ? params[name] : undefined;
      // HTML Standard, 4.10.11 "The textarea element": its API value has all newlines normalised.
      return [name, typeof value === 'string' ? value.replace(/\r\n?/g, '\n') : fallback];
    }),
  );
}

/** JSON Merge Patch (RFC 7396) that turns `base` into `values`: only what differs; null for what was emptied. */
export function patchOf(base: FieldTexts, values: FieldTexts, fields: readonly Field[]): JsonObject {
  return Object.fromEntries(
    fields
      .map(({ name }) => [name, values[name] ?? ''] as const)
      .filter(([name, value]) => value !== (base[name] ?? ''))
      .map(([name, value]) => [name, value === '' ? null : value]),
  );
}
