import { endSessions } from '../../store/access/sessions.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { problems } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';
import { forgetOnDevice } from '../sessionCookie.ts';

/** Signing out of every browser at once, as after a laptop was lost. */
export function ownSessionsRoute(api: Api, { db }: RouteDeps): void {
  api.delete(
    '/sessions',
    {
      config: { verb: 'settings.own' },
      schema: {
        tags: ['session'],
        operationId: 'signOutEverywhere',
        summary: 'Sign out everywhere: end all of one’s own sessions, this one too; tokens stay in force',
        response: { 204: nothing, ...problems },
      },
    },
    async (request, reply) => {
      const { userId } = callerOf(request);
      const ended = await endSessions(db, userId, actingIn(request));
      request.log.info({ userId, ended }, 'signed out everywhere');
      forgetOnDevice(reply);
      return reply.code(204).send(null);
    },
  );
}
