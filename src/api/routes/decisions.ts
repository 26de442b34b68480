import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AskedFor, DecisionType, Waits } from '../../domain/decide.ts';
import { isJsonObject } from '../../domain/json.ts';
import type { ActionDetail } from '../../store/actions/actions.ts';
import { actorIn, scopeOf } from '../authenticate.ts';
import { commandId } from '../commandId.ts';
import { decideAndTell, type Taken, waitUntilOver } from '../decide.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { keyOf } from '../idempotency.ts';
import { actionId } from '../schemas/common.ts';
import {
  approveBody,
  cancelBody,
  type DecisionAnswer,
  decisionAnswer,
  decisionBody,
  editBody,
  rescheduleBody,
  undoBody,
  waitQuery,
} from '../schemas/decisions.ts';
import { problemsOfDecision } from '../schemas/problem.ts';

const WAIT_FOR_EXECUTION_MS = 30_000;
const config = { verb: 'actions.decide' } as const;
const params = z.object({ id: actionId });
const response = { 200: decisionAnswer, ...problemsOfDecision };
const tags = ['decisions'];

/** Approve, edit, cancel, undo and reschedule; one function stands behind every route. */
export function decisionRoutes(api: Api, deps: RouteDeps): void {
  api.post(
    '/autonomous-actions',
    { config, schema: { tags, operationId: 'decide', summary: 'Decide on an action', body: decisionBody, response } },
    async (request) => {
      const { actionId, action, ...asked } = request.body;
      return toAnswer(await decideAndAnswer(deps, request, actionId, action, asked));
    },
  );

  api.patch(
    '/autonomous-actions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'editAction',
        summary: 'Edit the parameters of an action',
        params,
        body: editBody,
        response,
      },
    },
    async (request) => toAnswer(await decideAndAnswer(deps, request, request.params.id, 'edit', request.body)),
  );

  api.post(
    '/autonomous-actions/:id/cancel',
    {
      config,
      schema: { tags, operationId: 'cancelAction', summary: 'Discard an action', params, body: cancelBody, response },
    },
    async (request) => toAnswer(await decideAndAnswer(deps, request, request.params.id, 'cancel', request.body ?? {})),
  );

  api.post(
    '/autonomous-actions/:id/undo',
    {
      config,
      schema: {
        tags,
        operationId: 'undoApproval',
        summary: 'Undo an approval within its window',
        params,
        body: undoBody,
        response,
      },
    },
    async (request) => toAnswer(await decideAndAnswer(deps, request, request.params.id, 'undo', request.body ?? {})),
  );

  api.post(
    '/autonomous-actions/:id/reschedule',
    {
      config,
      schema: {
        tags,
        operationId: 'rescheduleAction',
        summary: 'Move the automatic execution or the expiry',
        params,
        body: rescheduleBody,
        response,
      },
    },
    async (request) => toAnswer(await decideAndAnswer(deps, request, request.params.id, 'reschedule', request.body)),
  );

  api.post(
    '/autonomous-actions/:id/approve',
    {
      config,
      schema: {
        tags,
        operationId: 'approveAction',
        summary: 'Have an action executed, now or after an undo window, with params as edited by them',
        params,
        querystring: waitQuery,
        body: approveBody,
        response: { ...response, 202: decisionAnswer.describe('Approved, and still being executed') },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const taken = await decideAndAnswer(deps, request, id, 'approve', request.body ?? {});
      if (request.query.wait === undefined) return toAnswer(taken);
      const action = await waitUntilOver(deps, scopeOf(request), id, WAIT_FOR_EXECUTION_MS);
      return reply.code(isUnderWay(action) ? 202 : 200).send({ ...toAnswer(taken), ...answeredState(action) });
    },
  );
}

/** What a JSON body was parsed to: JSON, though the schema's type does not say so. */
type AskedInBody = Omit<AskedFor, 'params'> & { params?: Record<string, unknown> };

/** Takes a decision for the caller of a request. @throws Problem as takeDecision does */
export async function decideAndAnswer(
  deps: RouteDeps,
  request: FastifyRequest,
  actionId: string,
  type: DecisionType,
  asked: AskedInBody,
): Promise<Taken> {
  const scope = scopeOf(request);
  const decision = {
    actionId,
    type,
    // See AskedInBody.
    asked: asked as AskedFor,
    actor: actorIn(request),
    commandId: commandId(type, { userId: scope.userId, key: keyOf(request) }, JSON.stringify(asked)),
  };
  return decideAndTell(deps, request.log, scope, decision);
}

function isUnderWay({ status }: ActionDetail): boolean {
  return status === 'approved' || status === 'pending';
}

/** The version is the decision's own: what a caller has seen, even where another edit has followed at once. */
export function toAnswer({ entry, action }: Taken): DecisionAnswer {
  return {
    ...stateOfRow(action),
    version: entry.version,
    decision: entry.command === 'schedule' ? 'approve' : entry.command,
    decidedBy: entry.by,
    decidedAt: entry.at,
    ...momentsOf(entry, action),
  };
}

/** What the decision has set in time. */
function momentsOf({ command, changes }: Taken['entry'], { auto_execute_at, expires_at }: Taken['action']) {
  if (command === 'reschedule') return { autoExecuteAt: auto_execute_at, expiresAt: expires_at };
  const { executesAt, waits } = isJsonObject(changes) ? changes : {};
  if (command !== 'schedule' || typeof executesAt !== 'string') return {};
  return { executesAt: new Date(executesAt), ...(isWaits(waits) && { waits }) };
}

/** As the decider wrote it. */
function isWaits(value: unknown): value is Waits {
  return isJsonObject(value) && (value.why === 'window' || value.why === 'cap') && typeof value.timeZone === 'string';
}

type State = Pick<ActionDetail, 'id' | 'status' | 'version' | 'executedAt' | 'failure'>;

function stateOfRow({ id, status, version, executed_at: executedAt, failure }: Taken['action']) {
  return answeredState({ id, status, version, executedAt, failure });
}

/** The state of an action as decisions are answered with. */
export function answeredState({ id, status, version, executedAt, failure }: State) {
  return {
    actionId: id,
    status,
    version,
    executedAt: executedAt ?? undefined,
    failure: failure ?? undefined,
  };
}
