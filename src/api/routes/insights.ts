import type { Grouping } from '../../domain/insights.ts';
import type { Scope } from '../../store/access/scope.ts';
import { type Part, type Period, readInsights, readPeriod } from '../../store/insights/readInsights.ts';
import { displayNames } from '../../store/people/people.ts';
import { readWorkspaceSettings } from '../../store/settings/settings.ts';
import { scopeOf } from '../authenticate.ts';
import { byPersonOff } from '../byPerson.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { figuresOf } from '../insightFigures.ts';
import { narrow } from '../narrow.ts';
import { insights, insightsQuery } from '../schemas/insights.ts';
import { problemsByPerson } from '../schemas/problem.ts';

/** What became of drafts, in numbers: docs/insights.md. */
export function insightRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/insights',
    {
      config: { verb: 'insights.read' },
      schema: {
        tags: ['insights'],
        operationId: 'getInsights',
        summary: 'What became of drafts: counts, acceptance, fidelity and the time to decide',
        querystring: insightsQuery,
        response: { 200: insights, ...problemsByPerson },
      },
    },
    async (request) => {
      const { days, groupBy, scope: asked } = request.query;
      const scope = narrow(scopeOf(request), { scope: asked });
      const [period, settings] = await Promise.all([
        readPeriod(db, scope.workspaceId, days),
        readWorkspaceSettings(db, scope.workspaceId),
      ]);
      const byPerson = settings.insightsByPerson === true;
      if (groupBy === 'user' && !byPerson && scope.reach !== 'own') throw byPersonOff();
      const showsPersons = byPerson || scope.reach === 'own';
      const parts = await readInsights(db, scope, period, { groupBy, byPerson: showsPersons });
      const filter = filterOf(scope, period);
      const groups = byKey(parts);
      const names =
        groupBy === 'user' ? await displayNames(db, scope.workspaceId, [...groups.keys()]) : new Map<string, string>();
      return {
        days,
        ...period,
        groupBy,
        byPerson,
        total: figuresOf(parts, filter),
        items: [...groups].map(([key, ofGroup]) => ({
          key: key === '' ? null : key,
          name: names.get(key) ?? null,
          ...figuresOf(ofGroup, { ...filter, ...filterOfGroup(groupBy, key) }),
        })),
      };
    },
  );
}

/** In the keys' order. */
function byKey(parts: readonly Part[]): Map<string, Part[]> {
  const keys = [...new Set(parts.map(({ key }) => key))].sort();
  return new Map(keys.map((key) => [key, parts.filter((part) => part.key === key)]));
}

/** The list of the same people's actions: nobody is listed whom the figures leave out. */
function filterOf({ reach, userId }: Scope, { from, to }: Period): Record<string, string> {
  return { scope: 'team', ...(reach === 'own' ? { userId } : {}), countedFrom: from, countedTo: to };
}

function filterOfGroup(groupBy: Grouping, key: string): Record<string, string> {
  switch (groupBy) {
    case 'trigger':
      return { triggerType: key };
    case 'actionType':
      return { actionType: key };
    case 'template':
      return { draftVersion: key === '' ? 'none' : key };
    case 'user':
      return { userId: key };
    case 'day':
      return { countedFrom: key, countedTo: key };
  }
}
