/** API tokens, for whoever manages people. */
import { z } from 'zod';
import { createToken, listTokens, revokeToken } from '../../store/access/tokens.ts';
import { findPerson } from '../../store/people/people.ts';
import { verbsForTokensOf } from '../access.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { invalid, notFound, Problem } from '../problems.ts';
import { madeToken, newToken, personParams, tokensAnswer } from '../schemas/people.ts';
import { problemsOfOne, problemsOfPeople } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';

const tags = ['people'];
const config = { verb: 'people.manage' } as const;

export function tokenRoutes(api: Api, { db }: RouteDeps): void {
  async function owner(workspaceId: string, id: string) {
    const found = await findPerson(db, workspaceId, id);
    if (found === undefined) throw notFound('user');
    return found;
  }

  api.get(
    '/people/:id/tokens',
    {
      config,
      schema: {
        tags,
        operationId: 'listTokens',
        summary: 'List a user’s tokens, without the tokens themselves',
        params: personParams,
        response: { 200: tokensAnswer, ...problemsOfOne },
      },
    },
    async (request) => {
      const { id, role } = await owner(callerOf(request).workspaceId, request.params.id);
      const tokens = await listTokens(db, id);
      return {
        mayBeFor: verbsForTokensOf(role),
        items: tokens.map((token) => ({
          id: token.id,
          label: token.label,
          createdAt: token.created_at,
          lastUsedAt: token.last_used_at,
          revokedAt: token.revoked_at,
          expiresAt: token.expires_at,
          verbs: token.verbs,
          maySendUnapproved: token.may_send_unapproved,
        })),
      };
    },
  );

  api.post(
    '/people/:id/tokens',
    {
      config: { ...config, needsFreshSignIn: true },
      schema: {
        tags,
        operationId: 'makeToken',
        summary: 'Make a token and show it this once',
        params: personParams,
        body: newToken,
        response: { 201: madeToken, ...problemsOfPeople },
      },
    },
    async (request, reply) => {
      const { id, role, deactivatedAt } = await owner(callerOf(request).workspaceId, request.params.id);
      if (deactivatedAt !== null) throw new Problem('deactivated', 'the user is deactivated');
      const { label, ...limits } = request.body;
      const beyond = (limits.verbs ?? []).filter((verb) => !verbsForTokensOf(role).includes(verb));
      if (beyond.length > 0)
        throw invalid([{ pointer: '/verbs', detail: `the role ${role} never has ${beyond.join()}` }]);
      if (callerOf(request).verbs !== null) throw new Problem('forbidden', 'a limited token makes no other token');
      const token = await createToken(db, id, label, actingIn(request), limits);
      return reply.code(201).send({ token });
    },
  );

  api.delete(
    '/people/:id/tokens/:tokenId',
    {
      config,
      schema: {
        tags,
        operationId: 'revokeToken',
        summary: 'Revoke a token, and end the sessions that it opened',
        params: personParams.extend({ tokenId: z.uuid() }),
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { id } = await owner(callerOf(request).workspaceId, request.params.id);
      const tokens = await listTokens(db, id);
      const isTheirs = tokens.some((token) => token.id === request.params.tokenId);
      const isRevoked = isTheirs && (await revokeToken(db, request.params.tokenId, actingIn(request)));
      if (!isRevoked) throw notFound('token in force');
      return reply.code(204).send(null);
    },
  );
}
