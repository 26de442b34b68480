import { z } from 'zod';
import { listTasks, listTouches } from '../../store/crm/builtInCrm.ts';
import { findDraft, listDrafts, readEml } from '../../store/execution/emailDrafts.ts';
import { scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { actionId } from '../schemas/common.ts';
import { problems, problemsOfOne } from '../schemas/problem.ts';
import { crmTaskPage, crmTouchPage, draftPage, emailDraft, recordQuery } from '../schemas/records.ts';

const config = { verb: 'records.read' } as const;
const tags = ['records'];
const params = z.object({ actionId });
const querystring = recordQuery;

const bytes = z.custom<Buffer>().meta({ type: 'string', format: 'binary' });

/** What executed actions left with us. */
export function recordRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/crm/tasks',
    {
      config,
      schema: {
        tags,
        operationId: 'listTasks',
        summary: 'Tasks of the built-in CRM',
        querystring,
        response: { 200: crmTaskPage, ...problems },
      },
    },
    (request) => listTasks(db, scopeOf(request), request.query),
  );

  api.get(
    '/crm/touches',
    {
      config,
      schema: {
        tags,
        operationId: 'listTouches',
        summary: 'Touchpoints of the built-in CRM',
        querystring,
        response: { 200: crmTouchPage, ...problems },
      },
    },
    (request) => listTouches(db, scopeOf(request), request.query),
  );

  api.get(
    '/drafts',
    {
      config,
      schema: {
        tags,
        operationId: 'listDrafts',
        summary: 'Email drafts kept here',
        querystring,
        response: { 200: draftPage, ...problems },
      },
    },
    (request) => listDrafts(db, scopeOf(request), request.query),
  );

  api.get(
    '/drafts/:actionId.eml',
    {
      config,
      schema: {
        tags,
        operationId: 'downloadDraft',
        summary: 'A draft as a file that mail programs open',
        params,
        response: { 200: { content: { 'message/rfc822': { schema: bytes } } }, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const eml = await readEml(db, scopeOf(request), request.params.actionId);
      if (eml === undefined) throw notFound('draft');
      return reply
        .type('message/rfc822')
        .header('content-disposition', `attachment; filename="draft-${request.params.actionId}.eml"`)
        .send(eml);
    },
  );

  api.get(
    '/drafts/:actionId',
    {
      config,
      schema: {
        tags,
        operationId: 'getDraft',
        summary: 'A draft to copy',
        params,
        response: { 200: emailDraft, ...problemsOfOne },
      },
    },
    async (request) => {
      const found = await findDraft(db, scopeOf(request), request.params.actionId);
      if (found === undefined) throw notFound('draft');
      return found;
    },
  );
}
