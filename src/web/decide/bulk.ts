import type { QueryClient } from '@tanstack/react-query';
import {
  type ActionSummary,
  api,
  type BulkBody,
  type BulkDecision,
  type BulkResult,
  type DecisionAnswer,
  ProblemError,
  unwrap,
} from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { patchAction, recount, removeAction } from '../api/queueCache.ts';
import { outdate } from '../shell/notices.ts';
import { ownUndoSeconds, scheduledBy, settleApproval } from './approval.ts';
import { type Expectation, expect, forget } from './expectations.ts';
import { canSend } from './offline.ts';
import { learnFrom, tell } from './refusals.ts';
import { withKey } from './send.ts';
import { takeTurn } from './turns.ts';
import { noteVersion, versionOf } from './versions.ts';

/** Decisions.bulk: one request, each item judged by itself. */
export async function takeBulk(
  client: QueryClient,
  decision: BulkDecision,
  actions: ActionSummary[],
  reason: string | undefined,
): Promise<BulkResult[] | null> {
  if (!canSend()) return [];
  const ids = actions.map(({ id }) => id);
  expect(actions.map((action): [string, Expectation] => [action.id, expectedOf(client, decision, action)]));
  const turn = takeTurn(ids);
  await turn.before;
  try {
    const body = await bodyOf(client, decision, actions, reason);
    const { results } = await withKey(body, (key) =>
      unwrap(api.POST('/api/autonomous-actions/bulk', { params: { header: { 'idempotency-key': key } }, body })),
    );
    for (const result of results) settle(client, decision, result);
    return results;
  } catch (error) {
    learnFrom(client, null, error);
    tell({ command: 'bulk', about: ids }, error, () => void takeBulk(client, decision, actions, reason));
    return null;
  } finally {
    forget(turn.end());
    recount(client);
  }
}

/** Each kind as the API takes it: what belongs to one of them only is refused with the others. */
async function bodyOf(
  client: QueryClient,
  decision: BulkDecision,
  actions: ActionSummary[],
  reason: string | undefined,
): Promise<BulkBody> {
  const itemOf = (action: ActionSummary) => ({ actionId: action.id, version: versionOf(action) });
  switch (decision) {
    case 'approve': {
      const undoSeconds = await ownUndoSeconds(client);
      const items = actions.map((action) => ({ ...itemOf(action), undoSeconds: undoSeconds(action) }));
      return { action: 'approve', items, reason };
    }
    case 'cancel':
      return { action: 'cancel', items: actions.map(itemOf), reason };
    case 'undo':
      return { action: 'undo', items: actions.map(itemOf) };
  }
}

function expectedOf(client: QueryClient, decision: BulkDecision, action: ActionSummary): Expectation {
  if (decision === 'approve') return scheduledBy(client, action);
  return decision === 'cancel' ? null : { scheduledApproval: null };
}

function settle(client: QueryClient, decision: BulkDecision, { actionId, answer, problem }: BulkResult): void {
  if (problem !== undefined) learnFrom(client, actionId, new ProblemError(problem));
  if (answer === undefined) return;
  noteVersion(answer);
  outdate(actionId);
  settleAs[decision](client, answer);
  void client.invalidateQueries({ queryKey: queryKeys.action(actionId) });
}

const settleAs: Record<BulkDecision, (client: QueryClient, answer: DecisionAnswer) => void> = {
  approve: settleApproval,
  cancel: (client, { actionId }) => removeAction(client, actionId),
  undo: (client, { actionId, version }) => patchAction(client, actionId, { version, scheduledApproval: null }),
};
