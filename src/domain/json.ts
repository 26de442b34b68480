import { isStorable } from './text.ts';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper than anything that is sent for a reason. What walks a value calls itself for each level, and Postgres does too. */
export const MAX_JSON_DEPTH = 32;

/** Whether a value is nested deeper than is read here. Looks level by level, so that no depth is too much for it. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_JSON_DEPTH) return true;
    level = level.flatMap((member) => (typeof member === 'object' && member !== null ? Object.values(member) : []));
  }
  return false;
}

/** Where a value that is not too deep holds text that Postgres cannot keep, below `pointer` (RFC 6901); undefined: nowhere. */
export function findUnstorable(value: unknown, pointer: string): string | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : pointer;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const at = `${pointer}/${key}`;
    const found = isStorable(key) ? findUnstorable(member, at) : at;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a text says as JSON; undefined where it is none, or is nested too deep. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/**
 * JSON Merge Patch: objects merge member by member, `null` removes a member, anything else replaces.
 * Neither argument is changed. (RFC 7396, section 2.)
 */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const base = isJsonObject(target) ? target : {};
  const kept = Object.entries(base).filter(([key]) => !Object.hasOwn(patch, key));
  const patched = Object.entries(patch)
    .filter(([, value]) => value !== null)
    .map(([key, value]): [string, Json] => [key, mergePatch(base[key] ?? null, value)]);
  // fromEntries defines properties instead of assigning them, so a "__proto__" member stays data.
  return Object.fromEntries([...kept, ...patched]);
}
