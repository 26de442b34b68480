/** Where one is signed in, and signing out of it: of one browser that is somewhere else, or of all, as after a laptop was lost. */
import { z } from 'zod';
import { listAccounts } from '../../store/access/accounts.ts';
import { endSessionById, listSessions } from '../../store/access/ownSessions.ts';
import { endSessions } from '../../store/access/sessions.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { problems, problemsOfOne } from '../schemas/problem.ts';
import { nothing, sessionsAnswer } from '../schemas/session.ts';
import { forgetOnDevice } from '../sessionCookie.ts';

const tags = ['session'];
const config = { verb: 'settings.own' } as const;

export function ownSessionRoutes(api: Api, { db, relyingParties = [] }: RouteDeps): void {
  const providers = relyingParties.map(({ provider }) => provider);
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? id;

  api.get(
    '/sessions',
    {
      config,
      schema: {
        tags,
        operationId: 'listSessions',
        summary: 'List where one is signed in, and which of the company’s accounts sign one in',
        response: { 200: sessionsAnswer, ...problems },
      },
    },
    async (request) => {
      const { userId, workspaceId, credential } = callerOf(request);
      const current = credential.kind === 'session' ? credential.sessionId : undefined;
      const [sessions, linked] = await Promise.all([listSessions(db, userId), listAccounts(db, userId)]);
      const known = providers.filter((provider) => provider.workspace === workspaceId);
      return {
        items: sessions.map(({ provider, ...session }) => ({
          ...session,
          account: provider === null ? null : nameOf(provider),
          isCurrent: session.id === current,
        })),
        accounts: known.map(({ id, name }) => {
          const account = linked.find(({ provider }) => provider === id);
          return { provider: id, name, linkedAt: account?.linkedAt ?? null };
        }),
      };
    },
  );

  api.delete(
    '/sessions/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'endSession',
        summary: 'Sign out of one browser: end that session of one’s own',
        params: z.object({ id: z.uuid() }),
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { userId } = callerOf(request);
      const ended = await endSessionById(db, request.params.id, userId, actingIn(request));
      if (ended === undefined) throw notFound('session');
      return reply.code(204).send(null);
    },
  );

  api.delete(
    '/sessions',
    {
      config,
      schema: {
        tags,
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
