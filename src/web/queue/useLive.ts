import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useRef } from 'react';
import type { ActionDetail, Me } from '../api/client.ts';
import { type Filters, tabOf } from '../api/filters.ts';
import { askWhoIsSignedIn, type QueueData, queryKeys, queryOfAction, reloadFailed } from '../api/queries.ts';
import { findCard, isListedAsWaiting, patchAction, recount, reloadTabs, removeAction } from '../api/queueCache.ts';
import { refreshAction } from '../api/refreshAction.ts';
import { draftPlace } from '../detail/draftPlace.ts';
import { currentAddress, go } from '../shell/address.ts';
import { announce, notify, outdate } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { ACTION_EVENTS, type ActionEvent, changesOf, ENDINGS } from './liveEvents.ts';
import { useArrivals } from './useArrivals.ts';
import { isUnderWay } from './useCards.ts';
import { useEventStream } from './useEventStream.ts';

/** After which what is over, or failed and not seen to, is another. */
const OVER = [...ENDINGS, 'action.failure_handled'];

export interface Live {
  /** Ids of actions that have come since the list was loaded. */
  arrived: ReadonlySet<string>;
  /** Loads the list anew, with them. */
  showArrived: () => Promise<void>;
}

/** Keeps the queue as the server has it. What is new waits to be asked for: the list does not move by itself. */
export function useLive(me: Me, filters: Filters): Live {
  const client = useQueryClient();
  const { ids: arrived, ...arrivals } = useArrivals(filters);
  const clear = useEffectEvent(arrivals.clear);
  const told = useRef(0);
  useEffect(() => {
    if (arrived.size > told.current) announce(texts.list.announceArrived(arrived.size));
    told.current = arrived.size;
  }, [arrived.size]);

  const showArrived = useCallback(async () => {
    clear();
    await reload(client, filters);
  }, [client, filters]);

  function onEvent(type: string, event: ActionEvent): void {
    const { actionId } = event;
    recount(client, isIn(OVER, type) ? ['sending', 'failed', 'done'] : ['sending']);
    outdate(actionId);
    if (type === 'action.created') {
      void client.invalidateQueries({ queryKey: queryKeys.action(actionId) });
      // Lists that were left load anew when one comes back to them.
      void client.invalidateQueries({ queryKey: queryKeys.queues, type: 'inactive', refetchType: 'none' });
      if (!concerns(event, me, filters) || findCard(client, actionId) !== undefined) return;
      arrivals.add(actionId);
      return;
    }
    if (isIn(ENDINGS, type)) {
      end(client, me, type, event);
      if (arrived.has(actionId)) arrivals.remove(actionId);
      return;
    }
    if (!isKnown(client, actionId)) return;
    if (type === 'action.executing') patchAction(client, actionId, { executingAt: new Date().toISOString() });
    else if (type === 'action.approval_undone') patchAction(client, actionId, { scheduledApproval: null });
    void refreshAction(client, actionId).then(() => bringBack(client, actionId));
  }

  useEventStream({
    types: ACTION_EVENTS,
    // The stream's own page describes them; it is our server's.
    onEvent: (type, data) => onEvent(type, data as ActionEvent),
    onGap: () => void client.invalidateQueries(),
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  return { arrived, showArrived };
}

function end(client: QueryClient, me: Me, type: string, event: ActionEvent): void {
  const { actionId, userId, actionType, contextSummary, decidedBy } = event;
  const isOwn = decidedBy === me.id;
  const open = () => go({ ...currentAddress(), actionId });
  const isOwnDraft = isOwn && type === 'action.executed' && actionType === 'draft_email';
  if (isOwn && type === 'action.executed' && !isOwnDraft) {
    notify({ kind: 'info', text: texts.decide.executed(actionType, contextSummary) });
  }
  // What failed by itself nobody else is told of.
  if (type === 'action.failed' && (isOwn || (decidedBy === null && userId === me.id))) {
    notify({
      kind: 'error',
      text: texts.decide.failed(contextSummary),
      offer: { label: texts.decide.open, take: open },
    });
  }
  void client.invalidateQueries({ queryKey: queryKeys.action(actionId) });
  if (isOwn) removeAction(client, actionId);
  else patchAction(client, actionId, changesOf(event));
  // Last: what asks for it anew, above, would cancel the request.
  if (isOwnDraft) void tellDraft(client, event, open);
}

/** A draft that is done waits somewhere to be looked at: it is told where. */
async function tellDraft(client: QueryClient, event: ActionEvent, open: () => void): Promise<void> {
  const { actionId, actionType, contextSummary } = event;
  // As it was asked for last it was not executed yet. Without an answer it is only said that it is done.
  const action = await client.fetchQuery({ ...queryOfAction(actionId), staleTime: 0 }).catch(() => undefined);
  const place = action === undefined ? undefined : draftPlace(action);
  const done = texts.decide.executed(actionType, contextSummary);
  notify({
    kind: 'info',
    text: place === undefined ? done : `${done} · ${texts.detail.kept.where(place)}`,
    offer: { label: texts.decide.open, take: open },
  });
}

/** What waits for a decision again, and was under way when the list of what waits was loaded, is loaded with it. */
function bringBack(client: QueryClient, id: string): void {
  // As it was asked for just now: the list of what is under way may have been loaded without it already.
  const card = client.getQueryData<ActionDetail>(queryKeys.action(id));
  if (card?.status === 'pending' && !isUnderWay(card) && !isListedAsWaiting(client, id))
    reloadTabs(client, ['waiting']);
}

/** Loads the first page anew, and the others when they are scrolled to. */
async function reload(client: QueryClient, filters: Filters): Promise<void> {
  client.removeQueries({ queryKey: queryKeys.queues, type: 'inactive' });
  const queryKey = queryKeys.queue(filters);
  client.setQueryData<QueueData>(
    queryKey,
    (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  );
  await client.invalidateQueries({ queryKey });
}

/** As far as an event tells: whose it is and of what kind, not which company's. */
function concerns({ userId, actionType, triggerType, contextSummary }: ActionEvent, me: Me, filters: Filters): boolean {
  const { scope, actionType: wantedAction = actionType, triggerType: wantedTrigger = triggerType, q = '' } = filters;
  return (
    filters.snoozed === undefined &&
    tabOf(filters) === 'waiting' &&
    (scope === 'team' || userId === me.id || me.covering.some(({ id }) => id === userId)) &&
    (filters.userId ?? userId) === userId &&
    wantedAction === actionType &&
    wantedTrigger === triggerType &&
    contextSummary.toLowerCase().includes(q.toLowerCase())
  );
}

function isKnown(client: QueryClient, id: string): boolean {
  return findCard(client, id) !== undefined || client.getQueryData(queryKeys.action(id)) !== undefined;
}

function isIn(types: readonly string[], type: string): boolean {
  return types.includes(type);
}
