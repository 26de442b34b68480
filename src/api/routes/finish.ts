import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ActionDetail, findAction } from '../../store/actions/actions.ts';
import {
  confirmDelivery,
  dismissFailure,
  type Finished,
  type Finisher,
  retryAction,
} from '../../store/decisions/finish.ts';
import { actorIn, scopeOf } from '../authenticate.ts';
import { commandId } from '../commandId.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { keyOf } from '../idempotency.ts';
import { notFound, Problem } from '../problems.ts';
import { actionId } from '../schemas/common.ts';
import { type DecisionAnswer, decisionAnswer, emptyBody } from '../schemas/decisions.ts';
import { problemsOfDecision } from '../schemas/problem.ts';
import { tellDecision } from '../tellDecision.ts';
import { answeredState } from './decisions.ts';

const config = { verb: 'actions.decide' } as const;
const params = z.object({ id: actionId });
const response = { 200: decisionAnswer, ...problemsOfDecision };
const tags = ['decisions'];

/** What a person does about a failed action: confirm that it was delivered after all, retry it, or have seen to it. */
export function finishRoutes(api: Api, deps: RouteDeps): void {
  const { db, teller } = deps;

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
      const { id } = request.params;
      const { by, finished } = await finish(deps, request, 'confirm', id, (by) => confirmDelivery(db, id, by));
      return answer(await load(deps, request, finished.actionId), 'confirm', by.actor.by);
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
      const { id } = request.params;
      const { by, finished } = await finish(deps, request, 'retry', id, (by) => retryAction(db, id, by));
      if (finished.made !== undefined) teller.tell(finished.made);
      return { ...answer(await load(deps, request, finished.actionId), 'retry', by.actor.by), retryOf: id };
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
      const { id } = request.params;
      const { finished, by } = await finish(deps, request, 'dismiss', id, (by) => dismissFailure(db, id, by));
      const action = await load(deps, request, finished.actionId);
      const decidedAt = action.failureHandledAt ?? action.updatedAt;
      return { ...answeredState(action), decision: 'dismiss', decidedBy: by.actor.by, decidedAt };
    },
  );
}

type Finish = 'confirm' | 'retry' | 'dismiss';

/**
 * Finishes a failed action for the caller of a request, and counts and logs how it came out.
 *
 * @throws Problem not-found where the action lies outside the caller's scope, or saying why it was refused
 */
async function finish(
  deps: RouteDeps,
  request: FastifyRequest,
  command: Finish,
  id: string,
  settle: (by: Finisher) => Promise<Finished>,
) {
  const told = { command, actionId: id, actor: actorIn(request) };
  try {
    // It sees that the action lies in the scope: what follows looks at its state only.
    await load(deps, request, id);
    const { actor } = told;
    const key = { userId: actor.by, key: keyOf(request) };
    const by = { actor, commandId: commandId(command, key, id), scope: scopeOf(request) };
    const finished = done(await settle(by));
    tellDecision(deps, request.log, told);
    return { by, finished };
  } catch (error) {
    tellDecision(deps, request.log, told, error);
    throw error;
  }
}

function done(finished: Finished): Extract<Finished, { kind: 'done' }> {
  if (finished.kind === 'done') return finished;
  const { type, message, actionId } = finished;
  throw new Problem(type, message, { actionId });
}

async function load({ db }: RouteDeps, request: FastifyRequest, id: string): Promise<ActionDetail> {
  const action = await findAction(db, scopeOf(request), id);
  if (action === undefined) throw notFound('action');
  return action;
}

function answer(action: ActionDetail, decision: string, decidedBy: string): DecisionAnswer {
  return { ...answeredState(action), decision, decidedBy, decidedAt: action.updatedAt };
}
