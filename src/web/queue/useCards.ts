import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ActionSummary, Me } from '../api/client.ts';
import { type Filters, tabOf } from '../api/filters.ts';
import { type QueueData, queryKeys } from '../api/queries.ts';
import { expectations, expected } from '../decide/expectations.ts';
import { useStore } from '../store.ts';
import { useNowMs } from '../ticker.ts';

/**
 * The cards of the list as they are expected to be: what waits in its order, with those just decided elsewhere, until they
 * leave; what is under way, that which is done first at the top.
 */
export function useCards(data: QueueData | undefined, filters: Filters, me: Me): ActionSummary[] {
  const expectation = useStore(expectations);
  const tab = tabOf(filters);
  const { snoozed } = filters;
  return useMemo(() => {
    const nowMs = Date.now();
    const cards: ActionSummary[] = [];
    for (const page of data?.pages ?? []) {
      for (const action of page.items) {
        const card = expected(action, expectation);
        if (card !== null && belongs(card)) cards.push(card);
      }
    }
    if (tab === 'sending') cards.sort((a, b) => doneAt(a).localeCompare(doneAt(b)));
    return cards;

    function belongs(card: ActionSummary): boolean {
      switch (tab) {
        case 'waiting':
          return !isUnderWay(card) && !isFinishing(card) && isSnoozed(card, me, nowMs) === (snoozed === 'only');
        case 'sending':
          return isUnderWay(card);
        case 'failed':
          return isOpenFailure(card);
        case 'done':
          return true;
      }
    }
  }, [data, expectation, tab, snoozed, me]);
}

/** Approved and not done: within its undo window, waiting for its moment, or being executed, be it by itself. */
export function isUnderWay({ status, scheduledApproval, executingAt }: ActionSummary): boolean {
  return status === 'approved' || (status === 'pending' && (scheduledApproval !== null || executingAt !== null));
}

/** What was under way a moment ago has left the list of what waits already, and does not come back to say that it is done. */
function isFinishing({ status, scheduledApproval, executingAt }: ActionSummary): boolean {
  return status !== 'pending' && (scheduledApproval !== null || executingAt !== null);
}

/** RFC 3339, all in UTC; empty of what is done now. */
function doneAt({ scheduledApproval }: ActionSummary): string {
  return scheduledApproval?.executesAt ?? '';
}

/** Approved, and it can be taken back. */
export function isScheduled({ status, scheduledApproval }: ActionSummary): boolean {
  return status === 'pending' && scheduledApproval !== null;
}

/** Approved a moment ago, and about to be executed: what waits longer than its undo window is in the list of these alone. */
export function isUndoable({ scheduledApproval }: ActionSummary): boolean {
  return scheduledApproval !== null && scheduledApproval.waits === null && !scheduledApproval.chosen;
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
      if (card !== null && isScheduled(card)) found.set(card.id, card);
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
