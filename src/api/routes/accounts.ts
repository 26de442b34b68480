/** The company's accounts that sign a user in: seen and unlinked. They are linked by signing in, or by POST /session/oidc/ID/link. */
import { listAccounts, unlinkAccount } from '../../store/access/accounts.ts';
import { findPerson } from '../../store/people/people.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { accountParams, accountsAnswer, ownAccountParams } from '../schemas/accounts.ts';
import { personParams } from '../schemas/people.ts';
import { problemsOfOne } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';

const own = { verb: 'settings.own', needsFreshSignIn: true } as const;
const anybodys = { verb: 'people.manage' } as const;

export function accountRoutes(api: Api, { db }: RouteDeps): void {
  async function refuseUnknown(workspaceId: string, id: string): Promise<void> {
    if ((await findPerson(db, workspaceId, id)) === undefined) throw notFound('user');
  }

  api.delete(
    '/accounts/:provider',
    {
      config: own,
      schema: {
        tags: ['session'],
        operationId: 'unlinkOwnAccount',
        summary: 'Have a company’s account sign one in no more; what it has signed in to ends',
        params: ownAccountParams,
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { userId } = callerOf(request);
      const isUnlinked = await unlinkAccount(db, userId, request.params.provider, actingIn(request));
      if (!isUnlinked) throw notFound('account');
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/people/:id/accounts',
    {
      config: anybodys,
      schema: {
        tags: ['people'],
        operationId: 'listAccounts',
        summary: 'List the company’s accounts that sign a user in',
        params: personParams,
        response: { 200: accountsAnswer, ...problemsOfOne },
      },
    },
    async (request) => {
      const { id } = request.params;
      await refuseUnknown(callerOf(request).workspaceId, id);
      return { items: await listAccounts(db, id) };
    },
  );

  api.delete(
    '/people/:id/accounts/:provider',
    {
      config: { ...anybodys, needsFreshSignIn: true },
      schema: {
        tags: ['people'],
        operationId: 'unlinkAccount',
        summary: 'Have a company’s account sign a user in no more; what it has signed in to ends',
        params: accountParams,
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { id, provider } = request.params;
      await refuseUnknown(callerOf(request).workspaceId, id);
      if (!(await unlinkAccount(db, id, provider, actingIn(request)))) throw notFound('account');
      return reply.code(204).send(null);
    },
  );
}
