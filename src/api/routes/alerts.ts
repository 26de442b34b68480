import { z } from 'zod';
import { countUnread, listAlerts, markAllRead, markRead } from '../../store/alerts/alerts.ts';
import { scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { narrow } from '../narrow.ts';
import { notFound } from '../problems.ts';
import { alert, alertCountQuery, alertCounts, alertPage, alertQuery, markedRead } from '../schemas/alerts.ts';
import { emptyBody } from '../schemas/decisions.ts';
import { problems, problemsOfOne } from '../schemas/problem.ts';

const tags = ['alerts'];

export function alertRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/alerts',
    {
      config: { verb: 'alerts.read' },
      schema: {
        tags,
        operationId: 'listAlerts',
        summary: 'List alerts, the newest first',
        querystring: alertQuery,
        response: { 200: alertPage, ...problems },
      },
    },
    (request) => listAlerts(db, narrow(scopeOf(request), request.query), request.query),
  );

  api.get(
    '/alerts/counts',
    {
      config: { verb: 'alerts.read' },
      schema: {
        tags,
        operationId: 'countAlerts',
        summary: 'How many alerts nobody has read',
        querystring: alertCountQuery,
        response: { 200: alertCounts, ...problems },
      },
    },
    async (request) => ({ unread: await countUnread(db, narrow(scopeOf(request), request.query)) }),
  );

  api.post(
    '/alerts/:id/read',
    {
      config: { verb: 'alerts.mark' },
      schema: {
        tags,
        operationId: 'markAlertRead',
        summary: 'Mark an alert as read',
        params: z.object({ id: z.uuid() }),
        body: emptyBody,
        response: { 200: alert, ...problemsOfOne },
      },
    },
    async (request) => {
      const marked = await markRead(db, scopeOf(request), request.params.id);
      if (marked === undefined) throw notFound('alert');
      return marked;
    },
  );

  api.post(
    '/alerts/read-all',
    {
      config: { verb: 'alerts.mark' },
      schema: {
        tags,
        operationId: 'markAllAlertsRead',
        summary: 'Mark all of one’s alerts as read',
        body: emptyBody,
        response: { 200: markedRead, ...problems },
      },
    },
    async (request) => ({ marked: await markAllRead(db, scopeOf(request)) }),
  );
}
