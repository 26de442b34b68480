/** Who looks after whose actions: everybody for himself, a manager for his team, an administrator for all. */
import { z } from 'zod';
import { whyNoPeriod } from '../../domain/coverPeriod.ts';
import { addCover, endCover, listCovers } from '../../store/people/covers.ts';
import { listColleagues } from '../../store/people/people.ts';
import { actingIn, callerOf, scopeOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { invalid, notFound } from '../problems.ts';
import { colleaguesAnswer, coversAnswer, madeCover, newCover } from '../schemas/people.ts';
import { problems, problemsOfOne } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';

const tags = ['people'];
const config = { verb: 'covers.manage' } as const;

export function coverRoutes(api: Api, { db }: RouteDeps): void {
  api.get(
    '/colleagues',
    {
      config,
      schema: {
        tags,
        operationId: 'listColleagues',
        summary: 'List who can cover for somebody: reps and managers who have not left',
        response: { 200: colleaguesAnswer, ...problems },
      },
    },
    async (request) => ({ items: await listColleagues(db, callerOf(request).workspaceId) }),
  );

  api.get(
    '/covers',
    {
      config,
      schema: {
        tags,
        operationId: 'listCovers',
        summary:
          'List covers that have not ended: those that one gives or takes, for managers the team’s, for admins all',
        response: { 200: coversAnswer, ...problems },
      },
    },
    async (request) => ({ items: await listCovers(db, scopeOf(request)) }),
  );

  api.post(
    '/covers',
    {
      config,
      schema: {
        tags,
        operationId: 'addCover',
        summary: 'Have somebody see and decide on a user’s actions for a time; the user stays their owner',
        body: newCover,
        response: { 201: madeCover, ...problems },
      },
    },
    async (request, reply) => {
      const { userId = callerOf(request).userId, coverId, beginsAt, endsAt } = request.body;
      // What was decided before it was made is no cover's decision.
      const begins = new Date(Math.max(Date.now(), beginsAt === undefined ? 0 : Date.parse(beginsAt)));
      const period = { userId, coverId, beginsAt: begins, endsAt: new Date(endsAt) };
      const wrong = whyNoPeriod(period);
      if (wrong !== undefined) throw invalid([wrong]);
      const added = await addCover(db, scopeOf(request), period, actingIn(request));
      if ('unfit' in added) {
        const pointer = added.unfit === userId ? '/userId' : '/coverId';
        throw invalid([{ pointer, detail: 'must be an active rep or manager of the workspace, within your reach' }]);
      }
      return reply.code(201).send(added);
    },
  );

  api.delete(
    '/covers/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'endCover',
        summary: 'End a cover now, or call it off',
        params: z.object({ id: z.uuid() }),
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const isEnded = await endCover(db, scopeOf(request), request.params.id, actingIn(request));
      if (!isEnded) throw notFound('cover');
      return reply.code(204).send(null);
    },
  );
}
