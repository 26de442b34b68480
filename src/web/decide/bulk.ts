import type { QueryClient } from '@tanstack/react-query';
import { type ActionSummary, api, type BulkAnswer, type BulkResult, ProblemError, unwrap } from '../api/client.ts';
import { recount, removeAction } from '../queue/queueCache.ts';
import { scheduledBy, settleApproval, undoSecondsOf } from './approval.ts';
import { type Expectation, expect, forget } from './expectations.ts';
import { learnFrom, tell } from './refusals.ts';
import { withKey } from './send.ts';
import { noteVersion, versionOf } from './versions.ts';

/** Decisions.bulk: one request, each item judged by itself. */
export async function takeBulk(
  client: QueryClient,
  decision: 'approve' | 'cancel',
  actions: ActionSummary[],
  reason: string | undefined,
): Promise<BulkAnswer['results'] | null> {
  const windowOf = (action: ActionSummary) => (decision === 'approve' ? undoSecondsOf(client, action) : 0);
  const items = actions.map((action) => ({
    actionId: action.id,
    version: versionOf(action),
    undoSeconds: windowOf(action),
  }));
  const body = { action: decision, items, ...(reason === undefined ? {} : { reason }) };
  expect(actions.map((action): [string, Expectation] => [action.id, scheduledBy(client, windowOf(action))]));
  try {
    const { results } = await withKey(body, (key) =>
      unwrap(api.POST('/api/autonomous-actions/bulk', { params: { header: { 'idempotency-key': key } }, body })),
    );
    for (const result of results) settle(client, decision, result);
    return results;
  } catch (error) {
    learnFrom(client, null, error);
    tell('bulk', null, error, () => void takeBulk(client, decision, actions, reason));
    return null;
  } finally {
    forget(actions.map(({ id }) => id));
    recount(client);
  }
}

function settle(client: QueryClient, decision: 'approve' | 'cancel', { actionId, answer, problem }: BulkResult): void {
  if (problem !== undefined) learnFrom(client, actionId, new ProblemError(problem));
  if (answer === undefined) return;
  noteVersion(answer);
  if (decision === 'approve') settleApproval(client, answer);
  else removeAction(client, actionId);
}
