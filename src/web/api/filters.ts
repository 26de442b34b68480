/** What the queue shows, as its address says it. */
import type { ActionQuery, ActionType, TriggerType } from './client.ts';

/** Absent means: not narrowed. */
export interface Filters {
  actionType?: ActionType;
  triggerType?: TriggerType;
  companyId?: string;
  /** Text in the summary or in a name. */
  q?: string;
  /** One of those whose queue one sees. */
  userId?: string;
  scope?: 'team';
  snoozed?: 'only';
  /** ISO 4217: deals of this currency, the largest first; absent: the most pressing first. */
  currency?: string;
  /** Which part of the queue; absent: what waits for a decision. */
  tab?: 'sending' | 'failed' | 'done';
}

/** The parts of the queue: what waits for a decision, what is approved and not done, what failed and nobody has seen to, what is over. */
export const TABS = ['waiting', 'sending', 'failed', 'done'] as const;
export type Tab = (typeof TABS)[number];

const MEMBERS = [
  'actionType',
  'triggerType',
  'companyId',
  'q',
  'userId',
  'scope',
  'snoozed',
  'currency',
  'tab',
] as const;

/** Narrowed by these, fewer actions are shown; the others choose a queue and its order. */
export const NARROWING = ['actionType', 'triggerType', 'companyId', 'q', 'userId'] as const satisfies (keyof Filters)[];

/** Reads an address's query string; what it does not know is left out. */
export function readFilters(search: string): Filters {
  const sent = new URLSearchParams(search);
  const given = MEMBERS.flatMap((name) => {
    const value = sent.get(name)?.trim();
    return value === undefined || value === '' ? [] : [[name, value]];
  });
  // Links from before there were tabs.
  if (sent.get('failure') === 'open') given.push(['tab', 'failed']);
  // Text from an address: where it is no value of ours the API says so, and the screen shows that.
  return Object.fromEntries(given) as Filters;
}

/** The query string, with its question mark; empty where nothing is chosen. Read again, it gives the same. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  for (const name of MEMBERS) {
    const value = filters[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** An unknown one is that of what waits. */
export function tabOf({ tab }: Filters): Tab {
  return TABS.find((name) => name === tab) ?? 'waiting';
}

/** To another part of the queue, all of it that is of the same people. */
export function ofTab(tab: Tab): Partial<Filters> {
  const { userId: _, ...wide } = WIDE;
  return { ...wide, snoozed: undefined, tab: tab === 'waiting' ? undefined : tab };
}

/** Everything, in the queue that one has chosen. */
export const WIDE: Partial<Filters> = Object.fromEntries(NARROWING.map((name) => [name, undefined]));

/** The filters as the API's lists and counts take them. What has been snoozed is hidden where it waits only. */
export function toQuery(filters: Filters): ActionQuery {
  const { currency: _, tab: __, scope = 'own', snoozed = 'hidden', ...narrowing } = filters;
  switch (tabOf(filters)) {
    case 'waiting':
      return { ...narrowing, status: ['pending'], scope, snoozed, underWay: 'hidden' };
    case 'sending':
      return { ...narrowing, scope, underWay: 'only' };
    case 'failed':
      return { ...narrowing, scope, failure: 'open' };
    case 'done':
      return { ...narrowing, scope, status: ['executed', 'cancelled', 'expired', 'failed'] };
  }
}

/** The order of the list. */
export function toOrder(filters: Filters): ActionQuery {
  const { currency } = filters;
  const tab = tabOf(filters);
  if (tab === 'done') return { sort: 'decided' };
  if (tab !== 'waiting') return { sort: 'newest' };
  return currency === undefined ? { sort: 'queue' } : { sort: 'value', currency };
}
