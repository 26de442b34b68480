/** What a workspace is told of itself, and whom nobody in it may email; for administrators. */
import { updateWorkspace } from '../../store/people/administration.ts';
import { listSuppressions, suppress, unsuppress } from '../../store/people/suppressions.ts';
import { readWorkspace } from '../../store/settings/workspace.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { problems, problemsOfOne } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';
import {
  newSuppression,
  suppressionParams,
  suppressionsAnswer,
  workspaceAnswer,
  workspaceChanges,
} from '../schemas/workspace.ts';

const tags = ['settings'];
const config = { verb: 'settings.workspace' } as const;

/** What an administrator says of the whole workspace, and whom nobody in it may email. */
export function workspaceRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/workspace',
    {
      config,
      schema: {
        tags,
        operationId: 'getWorkspace',
        summary: 'The workspace’s name, currency, time zone, postal address and CRM',
        response: { 200: workspaceAnswer, ...problems },
      },
    },
    (request) => readWorkspace(db, callerOf(request).workspaceId),
  );

  api.patch(
    '/workspace',
    {
      config,
      schema: {
        tags,
        operationId: 'changeWorkspace',
        summary: 'Change the workspace; what is absent stays as it is',
        body: workspaceChanges,
        response: { 200: workspaceAnswer, ...problems },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      await updateWorkspace(db, workspaceId, request.body, actingIn(request));
      return readWorkspace(db, workspaceId);
    },
  );

  api.get(
    '/suppressions',
    {
      config,
      schema: {
        tags,
        operationId: 'listSuppressions',
        summary: 'List whom nobody in the workspace may email',
        response: { 200: suppressionsAnswer, ...problems },
      },
    },
    async (request) => ({ items: await listSuppressions(db, callerOf(request).workspaceId) }),
  );

  api.post(
    '/suppressions',
    {
      config,
      schema: {
        tags,
        operationId: 'addSuppression',
        summary: 'Have nobody email an address, or anybody at a domain; again, it changes nothing',
        body: newSuppression,
        response: { 204: nothing, ...problems },
      },
    },
    async (request, reply) => {
      await suppress(db, callerOf(request).workspaceId, request.body, actingIn(request));
      return reply.code(204).send(null);
    },
  );

  api.delete(
    '/suppressions/:address',
    {
      config,
      schema: {
        tags,
        operationId: 'removeSuppression',
        summary: 'Let an address, or a domain, be emailed again',
        params: suppressionParams,
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { address } = request.params;
      const isRemoved = await unsuppress(db, callerOf(request).workspaceId, address, actingIn(request));
      if (!isRemoved) throw notFound('suppression');
      return reply.code(204).send(null);
    },
  );
}
