import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Me } from '../api/client.ts';
import { askWhoIsSignedIn, type QueueData, queryKeys, reloadFailed } from '../api/queries.ts';
import { findCard, recount } from '../api/queueCache.ts';
import { refreshAction } from '../api/refreshAction.ts';
import { type ActionEvent, CHANGES, ENDINGS } from '../queue/liveEvents.ts';
import { useArrivals } from '../queue/useArrivals.ts';
import { useEventStream } from '../queue/useEventStream.ts';
import { outdate } from '../shell/notices.ts';
import { BEHIND_A_NUMBER, type HistoryFilters, scopeOf } from './filters.ts';

const TYPES = ['action.approval_undone', 'action.failure_handled', ...CHANGES, ...ENDINGS];

export interface LiveHistory {
  /** How many have been decided since the list was loaded that may belong to it. */
  arrived: number;
  showArrived: () => void;
}

/** Keeps what is shown as the server has it. What is newly decided waits to be asked for: the list does not move by itself. */
export function useLiveHistory(me: Me, filters: HistoryFilters): LiveHistory {
  const client = useQueryClient();
  const arrivals = useArrivals(filters);

  useEventStream({
    types: TYPES,
    onEvent(type, data) {
      // The stream's own page describes them; it is our server's.
      const event = data as ActionEvent;
      const { actionId } = event;
      recount(client);
      outdate(actionId);
      const isListed = findCard(client, actionId) !== undefined;
      if (isListed || client.getQueryData(queryKeys.action(actionId)) !== undefined)
        void refreshAction(client, actionId);
      if (!isListed && ENDINGS.some((ending) => ending === type) && mayBelong(event, me, filters))
        arrivals.add(actionId);
    },
    onGap: () => void client.invalidateQueries(),
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  return {
    arrived: arrivals.ids.size,
    showArrived: () => {
      arrivals.clear();
      void reload(client);
    },
  };
}

/** Loads the first page anew, and the others when they are scrolled to. */
async function reload(client: QueryClient): Promise<void> {
  client.removeQueries({ queryKey: queryKeys.queues, type: 'inactive' });
  client.setQueriesData<QueueData>(
    { queryKey: queryKeys.queues },
    (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  );
  await client.invalidateQueries({ queryKey: queryKeys.queues });
}

/** As far as an event tells. What stands behind a number, or is of one time, deal or company, is looked at as it was. */
function mayBelong(event: ActionEvent, me: Me, filters: HistoryFilters): boolean {
  const { userId, actionType, triggerType, contextSummary } = event;
  const { q = '', to, companyId, dealId, failure } = filters;
  const { status = failure === undefined ? event.status : 'failed' } = filters;
  if (BEHIND_A_NUMBER.some((name) => filters[name] !== undefined)) return false;
  if ([to, companyId, dealId].some((value) => value !== undefined)) return false;
  const isOwn = userId === me.id || me.covering.some(({ id }) => id === userId);
  return (
    (scopeOf(filters, me) === 'team' || isOwn) &&
    (filters.userId ?? userId) === userId &&
    status === event.status &&
    (filters.actionType ?? actionType) === actionType &&
    (filters.triggerType ?? triggerType) === triggerType &&
    contextSummary.toLowerCase().includes(q.toLowerCase())
  );
}
