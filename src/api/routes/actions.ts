import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { stageName } from '../../detection/stages.ts';
import { undoSecondsOf } from '../../domain/autoExecute.ts';
import { stageLabel } from '../../domain/stageLabel.ts';
import type { Scope } from '../../store/access/scope.ts';
import { readContext } from '../../store/actions/actionContext.ts';
import type { ActionFilter } from '../../store/actions/actionFilter.ts';
import { findRetryOf, listDeliveries } from '../../store/actions/actionHistory.ts';
import { type ActionDetail, findAction, listActions, listEarlier, type Sort } from '../../store/actions/actions.ts';
import { countActions, countCompanies } from '../../store/actions/countActions.ts';
import { listAlertsOf } from '../../store/alerts/alerts.ts';
import type { Db } from '../../store/database/db.ts';
import { findDraft } from '../../store/execution/emailDrafts.ts';
import type { CountedAs } from '../../store/insights/countsAs.ts';
import { readDetectionSettings } from '../../store/settings/detectionSettings.ts';
import { readSettings } from '../../store/settings/settings.ts';
import { noteView } from '../../store/telling/views.ts';
import { workflowUrl } from '../../temporal/webUi.ts';
import { actorIn, scopeOf, scopeOfCredentials } from '../authenticate.ts';
import { scopeOfList } from '../byPerson.ts';
import type { Api, ApiDeps, RouteDeps } from '../deps.ts';
import { invalid, notFound } from '../problems.ts';
import {
  type ActionFilters,
  type ActionQuery,
  actionCounts,
  actionDetail,
  actionFilters,
  actionPage,
  actionQuery,
  companyList,
} from '../schemas/actions.ts';
import { actionId } from '../schemas/common.ts';
import { problemsByPerson, problemsOfOne } from '../schemas/problem.ts';
import { readTrail } from '../trail.ts';

const config = { verb: 'actions.read' } as const;
const tags = ['actions'];

/** The queue and its history. */
export function actionRoutes(api: Api, deps: RouteDeps): void {
  const { db } = deps;

  api.get(
    '/autonomous-actions',
    {
      config,
      schema: {
        tags,
        operationId: 'listActions',
        summary: 'List actions',
        querystring: actionQuery,
        response: { 200: actionPage, ...problemsByPerson },
      },
    },
    async (request) =>
      listActions(db, await scopeOfList(db, scopeOf(request), request.query), {
        filter: toFilter(request.query),
        sort: toSort(request.query),
        limit: request.query.limit,
        cursor: request.query.cursor,
      }),
  );

  api.get(
    '/autonomous-actions/counts',
    {
      config,
      schema: {
        tags,
        operationId: 'countActions',
        summary: 'Count actions by status, and the pending ones by kind',
        querystring: actionFilters,
        response: { 200: actionCounts, ...problemsByPerson },
      },
    },
    async (request) =>
      countActions(db, await scopeOfList(db, scopeOf(request), request.query), toFilter(request.query)),
  );

  api.get(
    '/autonomous-actions/companies',
    {
      config,
      schema: {
        tags,
        operationId: 'listCompanies',
        summary: 'The companies of pending actions, at most 200, those with the most first',
        querystring: actionFilters,
        response: { 200: companyList, ...problemsByPerson },
      },
    },
    async (request) => {
      const filter = toFilter(request.query);
      return { items: await countCompanies(db, await scopeOfList(db, scopeOf(request), request.query), filter) };
    },
  );

  api.get(
    '/autonomous-actions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'getAction',
        summary: 'Show an action with all that is known of it',
        params: z.object({ id: actionId }),
        response: { 200: actionDetail, ...problemsOfOne },
      },
    },
    async (request) => {
      const scope = scopeOf(request);
      const action = await findAction(db, scope, request.params.id);
      if (action === undefined) throw notFound('action');
      const [audit, history] = await Promise.all([
        readTrail(db, action, scopeOfCredentials(request)),
        historyOf(deps, scope, action),
        noteSeen(db, request, action),
      ]);
      return { ...action, ...history, audit };
    },
  );
}

/** What the query says of it, as the store asks for it. @throws Problem where it is not said on which days something is counted */
export function toFilter({ status, actionType, triggerType, q, draftVersion, ...filter }: ActionFilters): ActionFilter {
  const { companyId, dealId, userId, snoozed, failure, underWay, decidedFrom, decidedTo, cancelKind } = filter;
  const times = { decidedFrom: dateOf(decidedFrom), decidedTo: dateOf(decidedTo) };
  const lists = { statuses: status, actionTypes: actionType, triggerTypes: triggerType };
  const insights = {
    draftVersion: draftVersion === 'none' ? null : draftVersion,
    cancelKind,
    counted: countedOf(filter),
  };
  return { ...lists, ...times, ...insights, companyId, dealId, userId, snoozed, failure, underWay, text: q };
}

function countedOf({ counted: as, countedFrom: from, countedTo: to }: Partial<ActionFilters>): CountedAs | undefined {
  if (as === undefined) return undefined;
  if (from !== undefined && to !== undefined) return { as, from, to };
  const missing = from === undefined ? 'countedFrom' : 'countedTo';
  throw invalid([{ pointer: `/querystring/${missing}`, detail: 'is required with counted' }]);
}

function dateOf(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** Whoever has it before him on a screen is not told of it any more. */
async function noteSeen(db: Db, request: FastifyRequest, { id, workspaceId, status }: ActionDetail): Promise<void> {
  const { by: userId, channel } = actorIn(request);
  if (channel === 'web' && status === 'pending') await noteView(db, { actionId: id, workspaceId, userId, channel });
}

/** @throws Problem where amounts of several currencies would be compared */
function toSort({ sort, currency }: ActionQuery): Sort {
  if (sort !== 'value') return { order: sort };
  if (currency !== undefined) return { order: 'value', currency };
  throw invalid([{ pointer: '/querystring/currency', detail: 'is required with sort=value' }]);
}

/** What is known around an action, the deal's stage as people call it. */
async function contextOf(db: Db, scope: Scope, action: ActionDetail) {
  const { crm, deal, ...around } = await readContext(db, scope, action);
  // What was posted is in the ids of the CRM that it writes to.
  const of = { ...around, crm: crm ?? action.crm };
  if (crm === null || deal === null) return { ...of, deal: null };
  const { pipeline, stage, closeDate } = deal;
  const settings = await readDetectionSettings(db, { workspaceId: action.workspaceId, crm });
  return { ...of, deal: { stage: stageLabel(stageName(settings, pipeline, stage)), closeDate } };
}

async function historyOf({ db, temporalUi }: ApiDeps, scope: Scope, action: ActionDetail) {
  const { id, actionType, workflowId } = action;
  const [alerts, deliveries, draft, retriedAs, earlier, callers, context] = await Promise.all([
    listAlertsOf(db, id),
    listDeliveries(db, id),
    findDraft(db, scope, id),
    findRetryOf(db, id),
    listEarlier(db, scope, action),
    readSettings(db, scope.userId),
    contextOf(db, scope, action),
  ]);
  return {
    alerts,
    deliveries: deliveries.map(({ step, state, attempt, result, error, ...times }) => ({
      step,
      state,
      attempt,
      result,
      error,
      firstClaimedAt: times.first_claimed_at,
      sendingAt: times.sending_at,
      finishedAt: times.finished_at,
      lateResults: times.late_results,
    })),
    draft: draft ?? null,
    retriedAs,
    earlier,
    context,
    undoSeconds: undoSecondsOf(callers.own, callers.workspace, actionType),
    workflowUrl: temporalUi === undefined ? null : workflowUrl(temporalUi, workflowId),
  };
}
