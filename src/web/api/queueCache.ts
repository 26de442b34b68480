/** Changes of single cards in the pages that have been loaded, whatever filters they were loaded for. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { type JsonObject, mergePatch } from '../../domain/json.ts';
import type { ActionDetail, ActionSummary, JsonPatch } from './client.ts';
import type { Tab } from './filters.ts';
import { type QueueData, queryKeys, tabOfKey } from './queries.ts';

const COUNTS_DELAY_MS = 400;

type Change = (action: ActionSummary) => ActionSummary | null;

/** Cards with this id as `change` makes them; null takes them out. */
export function changeAction(client: QueryClient, id: string, change: Change): void {
  client.setQueriesData<QueueData>({ queryKey: queryKeys.queues }, (data) => data && withChanged(data, id, change));
}

export function patchAction(client: QueryClient, id: string, patch: Partial<ActionSummary>): void {
  changeAction(client, id, (action) => ({ ...action, ...patch }));
  client.setQueryData<ActionDetail>(queryKeys.action(id), (detail) => detail && { ...detail, ...patch });
}

/** What an edit has made of the parameters, for as long as the new version has not been read: its number is known. */
export function patchParams(client: QueryClient, id: string, patch: JsonPatch): void {
  client.setQueryData<ActionDetail>(queryKeys.action(id), (detail) => {
    // They came as JSON, and a patch that is an object makes an object.
    return detail && { ...detail, params: mergePatch(detail.params as JsonObject, patch) as JsonObject };
  });
}

/** Out of what waits and of what is under way: in the list of what failed it stays for as long as nobody has seen to it. */
export function removeAction(client: QueryClient, id: string): void {
  client.setQueriesData<QueueData>(
    { queryKey: queryKeys.queues, predicate: ({ queryKey }) => isOf(queryKey, ['waiting', 'sending']) },
    (data) => data && withChanged(data, id, () => null),
  );
}

/** Loads lists of these parts of the queue anew: those on the screen at once, others when one comes back to them. */
export function reloadTabs(client: QueryClient, tabs: Iterable<Tab>): void {
  const wanted = [...tabs];
  void client.invalidateQueries({
    queryKey: queryKeys.queues,
    predicate: ({ queryKey }) => isOf(queryKey, wanted),
  });
}

function isOf(queryKey: QueryKey, tabs: readonly Tab[]): boolean {
  const tab = tabOfKey(queryKey);
  return tab !== undefined && tabs.includes(tab);
}

/** Whether a list of what waits holds the card. */
export function isListedAsWaiting(client: QueryClient, id: string): boolean {
  return client
    .getQueriesData<QueueData>({ queryKey: queryKeys.queues })
    .some(
      ([key, data]) =>
        tabOfKey(key) === 'waiting' && data?.pages.some(({ items }) => items.some((action) => action.id === id)),
    );
}

/** The card with this id, if any page that has been loaded holds it. */
export function findCard(client: QueryClient, id: string): ActionSummary | undefined {
  for (const [, data] of client.getQueriesData<QueueData>({ queryKey: queryKeys.queues })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find((action) => action.id === id);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Pages that do not hold the card stay the very same objects: with thousands of cards that is what keeps it fast. */
function withChanged(data: QueueData, id: string, change: Change): QueueData {
  let changed = false;
  const pages = data.pages.map((page) => {
    const index = page.items.findIndex((action) => action.id === id);
    const action = page.items[index];
    if (action === undefined) return page;
    changed = true;
    const next = change(action);
    return { ...page, items: page.items.toSpliced(index, 1, ...(next === null ? [] : [next])) };
  });
  return changed ? { ...data, pages } : data;
}

let isToCount = false;
const toReload = new Set<Tab>();

/** Counts again, and loads these parts of the queue anew, soon: many changes at once are counted once. */
export function recount(client: QueryClient, tabs: readonly Tab[] = []): void {
  for (const tab of tabs) toReload.add(tab);
  if (isToCount) return;
  isToCount = true;
  setTimeout(() => {
    isToCount = false;
    reloadTabs(client, toReload);
    toReload.clear();
    void client.invalidateQueries({ queryKey: queryKeys.allCounts });
  }, COUNTS_DELAY_MS);
}
