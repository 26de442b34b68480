/** What a change of settings is told as in the security trail. */
import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../../domain/json.ts';

/** Each choice that is another now, from what to what: `autoExecute.send_email`. Null: the default. */
export function difference(before: object, after: object): JsonObject {
  const [from, to] = [flat(before), flat(after)];
  const names = [...new Set([...from.keys(), ...to.keys()])].sort();
  const changed = names.filter((name) => !isDeepStrictEqual(from.get(name), to.get(name)));
  return Object.fromEntries(changed.map((name) => [name, { from: from.get(name) ?? null, to: to.get(name) ?? null }]));
}

function flat(settings: object): Map<string, Json> {
  return new Map(
    Object.entries(settings).flatMap(([group, choices]) =>
      typeof choices === 'object'
        ? Object.entries<Json>(choices).map(([name, choice]): [string, Json] => [`${group}.${name}`, choice])
        : [[group, choices] as [string, Json]],
    ),
  );
}
