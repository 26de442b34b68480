/** Administering the workspace's people. */
import { endSessions } from '../../store/access/sessions.ts';
import { revokeTokens } from '../../store/access/tokens.ts';
import { updateUser } from '../../store/people/administration.ts';
import { deactivateUser, reactivateUser } from '../../store/people/deactivate.ts';
import { findPerson, insertUser, listPeople } from '../../store/people/people.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { emptyBody } from '../schemas/decisions.ts';
import {
  leftAnswer,
  newPerson,
  peopleAnswer,
  personAnswer,
  personChanges,
  personParams,
  signedOutAnswer,
  signOutBody,
} from '../schemas/people.ts';
import { problems, problemsOfOne, problemsOfPeople } from '../schemas/problem.ts';

const tags = ['people'];
const config = { verb: 'people.manage' } as const;
/** Who may do what, and by which account or address somebody is known. */
const needsFreshSignIn = true;

export function peopleRoutes(api: Api, { db }: RouteDeps): void {
  /** @throws Problem not-found for those of other workspaces, too */
  async function one(workspaceId: string, id: string) {
    const found = await findPerson(db, workspaceId, id);
    if (found === undefined) throw notFound('user');
    return found;
  }

  api.get(
    '/people',
    {
      config,
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'List everybody in the workspace, programs and those who have left too',
        response: { 200: peopleAnswer, ...problems },
      },
    },
    async (request) => ({ items: await listPeople(db, callerOf(request).workspaceId) }),
  );

  api.post(
    '/people',
    {
      config: { ...config, needsFreshSignIn },
      schema: {
        tags,
        operationId: 'addPerson',
        summary: 'Add a user',
        body: newPerson,
        response: { 201: personAnswer, ...problemsOfPeople },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      const { managerId, signature, slackUserId, crmOwnerId, externalId, ...user } = request.body;
      const added = {
        ...user,
        workspaceId,
        managerId: managerId ?? undefined,
        signature: signature ?? undefined,
        slackUserId: slackUserId ?? undefined,
        crmOwnerId: crmOwnerId ?? undefined,
        externalId: externalId ?? undefined,
      };
      await insertUser(db, added, actingIn(request));
      return reply.code(201).send(await one(workspaceId, user.id));
    },
  );

  api.patch(
    '/people/:id',
    {
      config: { ...config, needsFreshSignIn },
      schema: {
        tags,
        operationId: 'changePerson',
        summary: 'Change a user; null takes away what may be missing',
        params: personParams,
        body: personChanges,
        response: { 200: personAnswer, ...problemsOfPeople },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { id } = await one(workspaceId, request.params.id);
      await updateUser(db, id, request.body, actingIn(request));
      return one(workspaceId, id);
    },
  );

  api.post(
    '/people/:id/deactivate',
    {
      config,
      schema: {
        tags,
        operationId: 'deactivatePerson',
        summary:
          'Shut a user out: nothing is accepted of them or done in their name, what waits goes to cover or manager',
        params: personParams,
        body: emptyBody,
        response: { 200: leftAnswer, ...problemsOfPeople },
      },
    },
    async (request) => {
      const left = await deactivateUser(db, callerOf(request).workspaceId, request.params.id, actingIn(request));
      if (left === undefined) throw notFound('active user');
      return left;
    },
  );

  api.post(
    '/people/:id/reactivate',
    {
      config,
      schema: {
        tags,
        operationId: 'reactivatePerson',
        summary: 'Let a user in again who was deactivated; nothing of what was taken comes back',
        params: personParams,
        body: emptyBody,
        response: { 200: personAnswer, ...problemsOfOne },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const isBack = await reactivateUser(db, workspaceId, request.params.id, actingIn(request));
      if (!isBack) throw notFound('deactivated user');
      return one(workspaceId, request.params.id);
    },
  );

  api.post(
    '/people/:id/sign-out',
    {
      config,
      schema: {
        tags,
        operationId: 'signOutPerson',
        summary: 'Sign a user out of every browser, at once',
        params: personParams,
        body: signOutBody,
        response: { 200: signedOutAnswer, ...problemsOfOne },
      },
    },
    async (request) => {
      const { id } = await one(callerOf(request).workspaceId, request.params.id);
      const acting = actingIn(request);
      // Tokens first: none of them may open another session in between.
      const tokens = request.body.tokens ? await revokeTokens(db, id, acting) : 0;
      return { tokens, sessions: await endSessions(db, id, acting) };
    },
  );
}
