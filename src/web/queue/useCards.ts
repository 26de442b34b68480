import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ActionSummary, Me } from '../api/client.ts';
import type { Filters } from '../api/filters.ts';
import { type QueueData, queryKeys } from '../api/queries.ts';
import { expectations, expected } from '../decide/expectations.ts';
import { useStore } from '../store.ts';
import { useNowMs } from '../ticker.ts';

/**
 * The cards of the list, in its order, as they are expected to be: without those whose undo window is open, which
 * stand in the undo tray, and with those that wait to leave and those just decided elsewhere, until they leave.
 */
export function useCards(data: QueueData | undefined, filters: Filters, me: Me): ActionSummary[] {
  const expectation = useStore(expectations);
  return useMemo(() => {
    const nowMs = Date.now();
    const cards: ActionSummary[] = [];
    for (const page of data?.pages ?? []) {
      for (const action of page.items) {
        const card = expected(action, expectation);
        if (card === null || isUndoable(card)) continue;
        if (filters.failure !== undefined) {
          if (isOpenFailure(card)) cards.push(card);
          continue;
        }
        if (isSnoozed(card, me, nowMs) === (filters.snoozed === 'only')) cards.push(card);
      }
    }
    return cards;
  }, [data, expectation, filters.snoozed, filters.failure, me]);
}

/** Approved a moment ago, and about to be executed: what waits longer than its undo window stays in the list. */
function isUndoable({ scheduledApproval }: ActionSummary): boolean {
  return scheduledApproval !== null && scheduledApproval.waits === null;
}

/** Failed, and nobody has retried it, confirmed it or seen to it. */
export function isOpenFailure({ status, failureHandledAt }: ActionSummary): boolean {
  return status === 'failed' && failureHandledAt === null;
}

/** Approvals that can still be undone, the latest first, from whatever has been loaded. */
export function useScheduled(): ActionSummary[] {
  const client = useQueryClient();
  useStore(expectations);
  // Whichever page they are on: looking once a second is enough, and far cheaper than following every page.
  useNowMs();
  return scheduledIn(client).filter(isUndoable);
}

/** All approvals that can still be undone at this moment, those that wait to leave among them. */
export function scheduledIn(client: QueryClient): ActionSummary[] {
  const found = new Map<string, ActionSummary>();
  for (const [, data] of client.getQueriesData<QueueData>({ queryKey: queryKeys.queues })) {
    for (const action of data?.pages.flatMap(({ items }) => items) ?? []) {
      const card = expected(action, expectations.get());
      if (card?.scheduledApproval != null && card.status === 'pending') found.set(card.id, card);
    }
  }
  return [...found.values()].sort((a, b) => approvedAt(b).localeCompare(approvedAt(a)));
}

/** Whose approval it is: others' are theirs to undo, one by one, and so is what waits to leave. */
export function approvedBy({ id }: Me): (action: ActionSummary) => boolean {
  return (action) => isUndoable(action) && action.scheduledApproval?.by === id;
}

function approvedAt({ scheduledApproval }: ActionSummary): string {
  return scheduledApproval?.at ?? '';
}

/** Snoozing hides a card from its own user alone. */
function isSnoozed({ userId, snoozedUntil }: ActionSummary, me: Me, nowMs: number): boolean {
  return snoozedUntil !== null && userId === me.id && Date.parse(snoozedUntil) > nowMs;
}
