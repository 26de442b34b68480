import type { RecordKind } from '../../domain/crm.ts';
import { readCurrency } from '../../store/people/people.ts';
import { readTimeline, type TimelineRow } from '../../store/timeline/readTimeline.ts';
import { workflowUrl } from '../../temporal/webUi.ts';
import { scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { problemsOfOne } from '../schemas/problem.ts';
import { timeline, timelineParams, timelineQuery } from '../schemas/timeline.ts';
import { entryInWords } from '../timelineInWords.ts';

/** What was seen of a deal, a contact or a company, and what it came to: "why did nothing happen?". */
export function timelineRoutes(api: Api, { db, temporalUi }: RouteDeps): void {
  api.get(
    '/timeline/:kind/:crm/:id',
    {
      config: { verb: 'actions.read' },
      schema: {
        tags: ['timeline'],
        operationId: 'getTimeline',
        summary:
          'What was seen of a deal, a contact or a company, why it made no action, and what was done, the newest first',
        params: timelineParams,
        querystring: timelineQuery,
        response: { 200: timeline, ...problemsOfOne },
      },
    },
    async (request) => {
      const { params: subject, query } = request;
      const scope = scopeOf(request);
      const [found, currency] = await Promise.all([
        readTimeline(db, scope, subject, query),
        readCurrency(db, scope.workspaceId),
      ]);
      if (found === undefined) throw notFound(subject.kind);
      const { record, items, nextCursor } = found;
      const around = { crm: subject.crm, currency };
      return {
        ...subject,
        name: record?.name ?? nameIn(items, subject.kind),
        url: record?.url ?? null,
        items: items.map((row) => {
          const { workflowId, ...shown } = row;
          const url = temporalUi === undefined || workflowId === null ? null : workflowUrl(temporalUi, workflowId);
          return { ...shown, ...entryInWords(row, around), workflowUrl: url };
        }),
        nextCursor,
      };
    },
  );
}

/** What it was called in the newest trigger that says so. */
function nameIn(items: readonly TimelineRow[], kind: RecordKind): string | null {
  return items.map((row) => row[NAMES[kind]]).find((name) => name !== null) ?? null;
}

const NAMES = { deal: 'dealName', company: 'companyName', contact: 'contactName' } as const;
