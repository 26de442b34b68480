/** The history to take along: everything that a filter lets through, as CSV. */
import { Readable } from 'node:stream';
import { noteSecurity } from '../../store/access/securityTrail.ts';
import { eachPage } from '../../store/actions/actions.ts';
import { actingIn, callerOf, scopeOf } from '../authenticate.ts';
import { scopeOfList } from '../byPerson.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { historyCsv } from '../historyCsv.ts';
import { Problem } from '../problems.ts';
import { actionCsv, actionExportQuery } from '../schemas/actionExport.ts';
import { problemsByPerson } from '../schemas/problem.ts';
import { toFilter } from './actions.ts';

/** What is written at once: the most of it that is in memory for one reader. */
const PAGE_ROWS = 500;

/** 200,000 actions take a process ten seconds, in pieces between which it answers others. */
const PER_MINUTE = 3;
/** A limit of its own, beside which the others' does not hold. */
const rateLimit = {
  max: PER_MINUTE,
  timeWindow: 60_000,
  errorResponseBuilder: () => new Problem('rate-limited', `at most ${PER_MINUTE} exports a minute`),
};

export function actionExportRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/autonomous-actions/export',
    {
      config: { verb: 'actions.read', rateLimit },
      schema: {
        tags: ['actions'],
        operationId: 'exportActions',
        summary: 'The history as CSV, or all actions; that it was exported is an entry in the security trail',
        querystring: actionExportQuery,
        response: { 200: { content: { 'text/csv': { schema: actionCsv } } }, ...problemsByPerson },
      },
    },
    async (request, reply) => {
      const { sort, bom, q, ...query } = request.query;
      const scope = await scopeOfList(db, scopeOf(request), query);
      const { workspaceId } = callerOf(request);
      // Not what was searched for: it may be a person's name, which that trail never forgets.
      const detail = { sort, ...query, ...(q === undefined ? {} : { searched: true }) };
      await noteSecurity(db, actingIn(request), { event: 'history_export', workspaceId, detail });
      const pages = eachPage(db, scope, {
        filter: toFilter({ q, ...query }),
        sort: { order: sort },
        pageRows: PAGE_ROWS,
      });
      return reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', 'attachment; filename="signoff-history.csv"')
        .send(Readable.from(historyCsv(pages, { bom })));
    },
  );
}
