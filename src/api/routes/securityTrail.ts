/** The security trail, for administrators: page by page, and as JSON Lines to keep elsewhere. */
import { Readable } from 'node:stream';
import {
  listSecurity,
  noteSecurity,
  type SecurityFilter,
  type ToldSecurity,
} from '../../store/access/securityTrail.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { problems } from '../schemas/problem.ts';
import { lines, securityExportQuery, securityPage, securityQuery } from '../schemas/securityTrail.ts';
import { securityInWords } from '../securityInWords.ts';

const tags = ['security'];
const config = { verb: 'security.read' } as const;
const EXPORTED_AT_ONCE = 1_000;

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
      return { items: items.map(told), nextBefore: found.length > limit ? (items.at(-1)?.id ?? null) : null };
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
        .send(Readable.from(exported(workspaceId, filter)));
    },
  );

  async function* exported(workspaceId: string, filter: SecurityFilter): AsyncGenerator<string> {
    let before: string | undefined;
    for (;;) {
      const found = await listSecurity(db, workspaceId, filter, { limit: EXPORTED_AT_ONCE, before });
      for (const entry of found) yield `${JSON.stringify(told(entry))}\n`;
      before = found.at(-1)?.id;
      if (found.length < EXPORTED_AT_ONCE) return;
    }
  }
}

function toFilter({
  event,
  ...filter
}: Omit<SecurityFilter, 'events'> & { event?: SecurityFilter['events'] }): SecurityFilter {
  return { ...filter, events: event };
}

function told(entry: ToldSecurity) {
  return { ...entry, inWords: securityInWords(entry) };
}
