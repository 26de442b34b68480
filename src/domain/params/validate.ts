import type { ActionType } from '../actionTypes.ts';
import { isJsonObject, type Json, type JsonObject, mergePatch } from '../json.ts';
import { type ActionParams, paramsSchemas } from './schemas.ts';

/** One thing wrong with parameters; `path` is a JSON Pointer (RFC 6901). */
export interface ParamsIssue {
  path: string;
  message: string;
}

export type ValidParams = { ok: true; params: JsonObject } | { ok: false; issues: ParamsIssue[] };

/** Checks parameters against their action type's schema; the result has the defaults filled in. */
export function validateParams(actionType: ActionType, params: Json): ValidParams {
  const parsed = paramsSchemas[actionType].safeParse(params);
  if (parsed.success) {
    // The schemas hold only JSON types; `undefined` members vanish in the round trip.
    return { ok: true, params: JSON.parse(JSON.stringify(parsed.data)) as JsonObject };
  }
  return { ok: false, issues: parsed.error.issues.map(toIssue) };
}

/**
 * Stored parameters, typed. They were validated when they were written.
 *
 * @throws ZodError where the schema has become stricter since
 */
export function readParams<T extends ActionType>(actionType: T, params: JsonObject): ActionParams<T> {
  // The compiler cannot follow an indexed schema to its indexed output; ActionParams<T> is defined as just that.
  return paramsSchemas[actionType].parse(params) as ActionParams<T>;
}

/** An edit: the patch merged into the current parameters, then validated as a whole. */
export function editParams(actionType: ActionType, current: JsonObject, patch: JsonObject): ValidParams {
  const merged = mergePatch(current, patch);
  return validateParams(actionType, isJsonObject(merged) ? merged : {});
}

function toIssue(issue: { path: PropertyKey[]; message: string }): ParamsIssue {
  return { path: `/params${issue.path.map((part) => `/${String(part)}`).join('')}`, message: issue.message };
}
