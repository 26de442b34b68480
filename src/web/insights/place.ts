/** What the screen of insights shows, as its address says it. Free of DOM and React. */
import { GROUPINGS, type Grouping, PERIODS_DAYS } from '../../domain/insights.ts';
import { readHistoryFilters, writeHistoryFilters } from '../history/filters.ts';

export type PeriodDays = (typeof PERIODS_DAYS)[number];

export interface Place {
  days: PeriodDays;
  groupBy: Grouping;
  scope: 'own' | 'team';
}

const DEFAULT: Place = { days: 30, groupBy: 'trigger', scope: 'team' };

/** What an address's query says; what it does not know is as by default. */
export function readPlace(search: string): Place {
  const sent = new URLSearchParams(search);
  return {
    days: PERIODS_DAYS.find((days) => String(days) === sent.get('days')) ?? DEFAULT.days,
    groupBy: GROUPINGS.find((name) => name === sent.get('groupBy')) ?? DEFAULT.groupBy,
    scope: sent.get('scope') === 'own' ? 'own' : DEFAULT.scope,
  };
}

/** Read again, it gives the same. */
export function placeHref({ days, groupBy, scope }: Place): string {
  return `/insights?${new URLSearchParams({ days: String(days), groupBy, scope })}`;
}

/** The list of the actions behind a number. @param actions as the API answers it with the number */
export function listHref(actions: string): string {
  // The order follows from what is counted.
  return `/history?${writeHistoryFilters(readHistoryFilters(actions))}`;
}

/** The next after the one that is chosen, and after the last the first. */
export function nextOf<Each>(all: readonly Each[], chosen: Each): Each {
  return all[(all.indexOf(chosen) + 1) % all.length] ?? chosen;
}
