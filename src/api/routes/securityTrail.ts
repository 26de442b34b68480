/** The security trail, for administrators: page by page, and as JSON Lines to keep elsewhere. */
import { Readable } from 'node:stream';
import { exportSecurity, listSecurity, noteSecurity, type SecurityFilter } from '../../store/access/securityTrail.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { problems } from '../schemas/problem.ts';
import { lines, securityExportQuery, securityPage, securityQuery } from '../schemas/securityTrail.ts';

const tags = ['security'];
const config = { verb: 'security.read' } as const;

export function securityTrailRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/security-trail',
    {
      config,
      schema: {
        tags,
        operationId: 'listSecurityTrail',
        summary: 'Who got in, and what changed who may do what, the newest first',
        querystring: securityQuery,
        response: { 200: securityPage, ...problems },
      },
    },
    async (request) => {
      const { limit, before, ...filter } = request.query;
      const found = await listSecurity(db, callerOf(request).workspaceId, toFilter(filter), {
        limit: limit + 1,
        before,
      });
      const items = found.slice(0, limit);
      return { items, nextBefore: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  );

  api.get(
    '/security-trail/export',
    {
      config,
      schema: {
        tags,
        operationId: 'exportSecurityTrail',
        summary: 'The same without end, one JSON object to a line; that it was exported is an entry itself',
        querystring: securityExportQuery,
        response: { 200: { content: { 'application/x-ndjson': { schema: lines } } }, ...problems },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      const filter = toFilter(request.query);
      await noteSecurity(db, actingIn(request), { event: 'trail_export', workspaceId, detail: { ...request.query } });
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', 'attachment; filename="security-trail.jsonl"')
        .send(Readable.from(exportSecurity(db, workspaceId, filter)));
    },
  );
}

function toFilter({
  event,
  ...filter
}: Omit<SecurityFilter, 'events'> & { event?: SecurityFilter['events'] }): SecurityFilter {
  return { ...filter, events: event };
}
