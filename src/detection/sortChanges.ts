import type { CrmChange } from '../domain/crm.ts';
import { isJsonObject } from '../domain/json.ts';

/** In the order in which they took place; changes of one moment in an order of their own, whatever it was before. */
export function sortChanges<T extends CrmChange>(changes: readonly T[]): T[] {
  return changes
    .map((change) => ({ change, atMs: Date.parse(change.at), text: canonical(change) }))
    .sort((a, b) => a.atMs - b.atMs || (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ change }) => change);
}

/** JSON with members in alphabetical order. */
function canonical(value: CrmChange): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isJsonObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}
