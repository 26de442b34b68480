/** What a form has changed. Free of DOM and React. */
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';

/**
 * The JSON Merge Patch (RFC 7396) from one to the other. Put onto what is stored by then it changes nothing that the form left as it
 * found it, whatever others have made of that meanwhile.
 *
 * @param now its undefined members are as if they were not there
 */
export function changed(began: JsonObject, now: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const name of new Set([...Object.keys(began), ...Object.keys(now)])) {
    const [before, after] = [began[name], now[name]];
    if (isSame(before, after)) continue;
    if (after === undefined) patch[name] = null;
    else patch[name] = isJsonObject(before) && isJsonObject(after) ? changed(before, after) : after;
  }
  return patch;
}

function isSame(before: Json | undefined, after: Json | undefined): boolean {
  if (isJsonObject(before) && isJsonObject(after)) return Object.keys(changed(before, after)).length === 0;
  return JSON.stringify(before) === JSON.stringify(after);
}
