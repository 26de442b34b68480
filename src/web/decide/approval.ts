/** What an approval looks like before and after its answer. */
import type { QueryClient } from '@tanstack/react-query';
import type { ActionSummary, ActionTypeList, DecisionAnswer, Me } from '../api/client.ts';
import { actionTypesQuery, queryKeys } from '../api/queries.ts';
import { patchAction, removeAction } from '../api/queueCache.ts';
import type { Expectation } from './expectations.ts';

/**
 * The signed-in user's undo window of each action type; 0: an approval is executed at once. Asked for where it is not known yet:
 * somebody quicker than the screen is not to lose it.
 *
 * @throws ProblemError where it cannot be had: then nothing may be approved
 */
export async function ownUndoSeconds(client: QueryClient): Promise<(action: ActionSummary) => number> {
  const types = await client.ensureQueryData(actionTypesQuery);
  return (action) => undoSecondsIn(types, action) ?? 0;
}

function undoSecondsIn(types: ActionTypeList | undefined, { actionType }: ActionSummary): number | undefined {
  return types?.items.find((type) => type.actionType === actionType)?.undoSeconds;
}

/** How a card is expected to be once it is approved for a moment. @param executeAt RFC 3339 */
export function chosenBy(client: QueryClient, executeAt: string): Expectation {
  return { scheduledApproval: approvalOf(client, new Date().toISOString(), executeAt, null, true) };
}

/** How a card is expected to be once it is approved. */
export function scheduledBy(client: QueryClient, action: ActionSummary, leaves = action.leaves): Expectation {
  const nowMs = Date.now();
  if (leaves !== null && leaves.at !== null && leaves.why !== 'held') {
    const { at, why, timeZone } = leaves;
    return { scheduledApproval: approvalOf(client, new Date(nowMs).toISOString(), at, { why, timeZone }) };
  }
  const undoSeconds = undoSecondsIn(client.getQueryData(queryKeys.actionTypes), action);
  if (undoSeconds === undefined) return {};
  if (undoSeconds === 0) return null;
  const executesAt = new Date(nowMs + undoSeconds * 1_000).toISOString();
  return { scheduledApproval: approvalOf(client, new Date(nowMs).toISOString(), executesAt) };
}

/** Brings the card to the answer: it counts down, or it leaves. @param isChosen whether it was approved for a moment */
export function settleApproval(client: QueryClient, answer: DecisionAnswer, isChosen = false): void {
  const { actionId, version, decidedAt, executesAt, waits } = answer;
  if (executesAt === undefined) {
    removeAction(client, actionId);
    return;
  }
  const scheduledApproval = approvalOf(client, decidedAt, executesAt, waits, isChosen);
  patchAction(client, actionId, { version, scheduledApproval });
}

function approvalOf(
  client: QueryClient,
  at: string,
  executesAt: string,
  waits: DecisionAnswer['waits'] | null = null,
  chosen = false,
): ActionSummary['scheduledApproval'] {
  const me = client.getQueryData<Me>(queryKeys.me);
  return { by: me?.id ?? null, byName: me?.displayName ?? null, channel: 'web', at, executesAt, waits, chosen };
}
