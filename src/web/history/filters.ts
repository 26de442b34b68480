/** What the history shows, as its address says it: by the names that the API has for it, so that insights can lead there. */
import type { ActionQuery, Me } from '../api/client.ts';
import { fromLocal } from '../edit/localTime.ts';

const MEMBERS = [
  'q',
  'scope',
  'userId',
  'actionType',
  'triggerType',
  'status',
  'failure',
  'companyId',
  'dealId',
  'from',
  'to',
  'counted',
  'countedFrom',
  'countedTo',
  'draftVersion',
  'cancelKind',
] as const;
type Member = (typeof MEMBERS)[number];

/** Absent means: not narrowed. `from` and `to` are days, YYYY-MM-DD, by the user's clocks, both included. */
export type HistoryFilters = Partial<Record<Member, string>>;

/** These choose whose history it is; by all the others it is narrowed. */
const WHOSE: readonly Member[] = ['scope', 'userId'];
/** What only a number of the insights narrows by. */
export const BEHIND_A_NUMBER = [
  'counted',
  'countedFrom',
  'countedTo',
  'draftVersion',
  'cancelKind',
] as const satisfies readonly Member[];

export function readHistoryFilters(search: string): HistoryFilters {
  const sent = new URLSearchParams(search);
  return Object.fromEntries(
    MEMBERS.flatMap((name) => {
      const value = sent.get(name)?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

/** Read again, it gives the same. */
export function writeHistoryFilters(filters: HistoryFilters): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of MEMBERS) {
    const value = filters[name];
    if (value !== undefined && value !== '') query.set(name, value);
  }
  return query;
}

/** By how many a list is narrowed that somebody can have chosen. */
export function narrowingOf(filters: HistoryFilters): Member[] {
  return MEMBERS.filter((name) => !WHOSE.includes(name) && filters[name] !== undefined);
}

/** What takes the narrowing away. */
export const ALL: HistoryFilters = Object.fromEntries(
  MEMBERS.filter((name) => !WHOSE.includes(name)).map((name) => [name, undefined]),
);

/** Whose history is shown: an administrator, who owns nothing, begins with everybody's. */
export function scopeOf({ scope, userId }: HistoryFilters, { role }: Pick<Me, 'role'>): 'own' | 'team' {
  if (userId !== undefined || scope === 'team') return 'team';
  return scope === undefined && role === 'admin' ? 'team' : 'own';
}

/** What the API is asked for. */
export function toHistoryQuery(filters: HistoryFilters, me: Me): ActionQuery {
  const { from, to, scope: _, ...narrowing } = filters;
  const query = {
    ...narrowing,
    scope: scopeOf(filters, me),
    ...(from !== undefined && { decidedFrom: fromLocal(`${from}T00:00`, me.timeZone) }),
    ...(to !== undefined && { decidedTo: fromLocal(`${dayAfter(to)}T00:00`, me.timeZone) }),
  };
  // Text from an address: where it is no value of the API's it says so, and the screen shows that.
  return query as ActionQuery;
}

/** Insights count some that have not left the queue, or by another day: these are listed by when they were made. */
export function orderOf({ counted }: HistoryFilters): 'decided' | 'newest' {
  return counted === 'created' || counted === 'byItself' ? 'newest' : 'decided';
}

/** Empty where there is no such day, which the API refuses. */
function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return Number.isNaN(next.getTime()) ? '' : next.toISOString().slice(0, 'yyyy-mm-dd'.length);
}
