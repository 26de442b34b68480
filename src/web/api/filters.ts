/** What the queue shows, as its address says it. */
import type { ActionQuery, ActionType, TriggerType } from './client.ts';

/** Absent means: not narrowed. */
export interface Filters {
  actionType?: ActionType;
  triggerType?: TriggerType;
  companyId?: string;
  /** Text in the summary or in a name. */
  q?: string;
  scope?: 'team';
  snoozed?: 'only';
  /** ISO 4217: deals of this currency, the largest first; absent: the most pressing first. */
  currency?: string;
  /** Failed actions that nobody has seen to, the newest first, instead of those that wait. */
  failure?: 'open';
}

const MEMBERS = ['actionType', 'triggerType', 'companyId', 'q', 'scope', 'snoozed', 'currency', 'failure'] as const;

/** Narrowed by these, fewer actions are shown; the others choose a queue and its order. */
export const NARROWING = ['actionType', 'triggerType', 'companyId', 'q'] as const satisfies (keyof Filters)[];

/** Reads an address's query string; what it does not know is left out. */
export function readFilters(search: string): Filters {
  const sent = new URLSearchParams(search);
  const given = MEMBERS.flatMap((name) => {
    const value = sent.get(name)?.trim();
    return value === undefined || value === '' ? [] : [[name, value]];
  });
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

/** The filters as the API's lists and counts take them. */
export function toQuery({ currency: _, scope: whose, snoozed: which, failure, ...narrowing }: Filters) {
  const scope = whose ?? 'own';
  const snoozed = which ?? 'hidden';
  if (failure !== undefined) return { ...narrowing, scope, failure } satisfies ActionQuery;
  return { ...narrowing, status: ['pending'], scope, snoozed } satisfies ActionQuery;
}

/** The order of the list. */
export function toOrder({ currency, failure }: Filters) {
  if (failure !== undefined) return { sort: 'newest' } satisfies ActionQuery;
  return (currency === undefined ? { sort: 'queue' } : { sort: 'value', currency }) satisfies ActionQuery;
}
