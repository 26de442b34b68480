import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ActionDetail, findAction } from '../../store/actions.ts';
import { confirmDelivery, dismissFailure, type Finished, retryAction } from '../../store/finish.ts';
import { channelOf, scopeOf } from '../authenticate.ts';
import { commandId } from '../commandId.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { keyOf } from '../idempotency.ts';
import { notFound, Problem } from '../problems.ts';
import { actionId } from '../schemas/common.ts';
import { type DecisionAnswer, decisionAnswer, emptyBody } from '../schemas/decisions.ts';
import { problemsOfDecision } from '../schemas/problem.ts';
import { stateOf } from './decisions.ts';

const config = { verb: 'actions.decide' } as const;
const params = z.object({ id: actionId });
const response = { 200: decisionAnswer, ...problemsOfDecision };
const tags = ['decisions'];

/** What a person does about a failed action: confirm that it was delivered after all, retry it, or have seen to it. */
export function finishRoutes(api: Api, deps: RouteDeps): void {
  const { db, starter } = deps;

  api.post(
    '/autonomous-actions/:id/confirm',
    {
      config,
      schema: {
        tags,
        operationId: 'confirmDelivery',
        summary: 'An unconfirmed delivery did arrive',
        params,
        body: emptyBody,
        response,
      },
    },
    async (request) => {
      const by = await deciderOf(deps, request, request.params.id, 'confirm');
      const confirmedId = settled(deps, 'confirm', await confirmDelivery(db, request.params.id, by));
      return answer(await load(deps, request, confirmedId), 'confirm', by.userId);
    },
  );

  api.post(
    '/autonomous-actions/:id/retry',
    {
      config,
      schema: {
        tags,
        operationId: 'retryAction',
        summary: 'Execute a failed action again, as a new action with the same parameters',
        params,
        body: emptyBody,
        response,
      },
    },
    async (request) => {
      const by = await deciderOf(deps, request, request.params.id, 'retry');
      const retryId = settled(deps, 'retry', await retryAction(db, request.params.id, by));
      await starter.start(retryId);
      return { ...answer(await load(deps, request, retryId), 'retry', by.userId), retryOf: request.params.id };
    },
  );

  api.post(
    '/autonomous-actions/:id/dismiss',
    {
      config,
      schema: {
        tags,
        operationId: 'dismissFailure',
        summary: 'Say that one has seen to a failed action',
        description: 'It stays failed, and can still be retried; lists with failure=open leave it out from now on.',
        params,
        body: emptyBody,
        response,
      },
    },
    async (request) => {
      const by = await deciderOf(deps, request, request.params.id, 'dismiss');
      const dismissedId = settled(deps, 'dismiss', await dismissFailure(db, request.params.id, by));
      const action = await load(deps, request, dismissedId);
      const decidedAt = action.failureHandledAt ?? action.updatedAt;
      return { ...stateOf(action), decision: 'dismiss', decidedBy: by.userId, decidedAt };
    },
  );
}

type Finish = 'confirm' | 'retry' | 'dismiss';

/** Also sees that the action lies in the caller's scope: what follows looks at its state only. */
async function deciderOf(deps: RouteDeps, request: FastifyRequest, id: string, command: Finish) {
  await load(deps, request, id);
  const { userId } = scopeOf(request);
  return { userId, channel: channelOf(request), commandId: commandId(command, { userId, key: keyOf(request) }, id) };
}

function settled({ metrics }: RouteDeps, command: Finish, finished: Finished): string {
  metrics.decisions.inc({ command, outcome: finished.kind === 'done' ? 'accepted' : finished.type });
  if (finished.kind === 'done') return finished.actionId;
  const { type, message, actionId } = finished;
  throw new Problem(type, message, actionId === undefined ? {} : { actionId });
}

async function load({ db }: RouteDeps, request: FastifyRequest, id: string): Promise<ActionDetail> {
  const action = await findAction(db, scopeOf(request), id);
  if (action === undefined) throw notFound('action');
  return action;
}

function answer(action: ActionDetail, decision: string, decidedBy: string): DecisionAnswer {
  return { ...stateOf(action), decision, decidedBy, decidedAt: action.updatedAt };
}
