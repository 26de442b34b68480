/**
 * The reps' own mail servers. The API seals what it is given and can open none of it; so it tries no server either: a test is the
 * worker's (see connections), and nobody has this process connect to a host of his choosing.
 */
import type { Verb } from '../../domain/verbs.ts';
import { readOwnServer } from '../../integrations/email/ownServer.ts';
import {
  type MailProtocol,
  type OwnServer,
  putMailbox,
  removeMailbox,
  showMailbox,
} from '../../store/people/mailboxes.ts';
import { findPerson } from '../../store/people/people.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import { mailboxAnswer, mailboxBody } from '../schemas/mailbox.ts';
import { personParams } from '../schemas/people.ts';
import { problems, problemsOfMailbox, problemsOfOne } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';

const own = { verb: 'settings.own' } as const satisfies { verb: Verb };
const anybodys = { verb: 'people.manage' } as const satisfies { verb: Verb };
/** Whoever finds a browser open does not have somebody's emails leave by a server of his own. */
const needsFreshSignIn = true;

export function mailboxRoutes(api: Api, { db }: RouteDeps): void {
  /** @throws Problem not-found for those of other workspaces, too */
  async function one(workspaceId: string, id: string): Promise<string> {
    if ((await findPerson(db, workspaceId, id)) === undefined) throw notFound('user');
    return id;
  }

  api.get(
    '/mailbox',
    {
      config: own,
      schema: {
        tags: ['settings'],
        operationId: 'getOwnMailbox',
        summary: 'One’s own mail servers, without passwords',
        response: { 200: mailboxAnswer, ...problems },
      },
    },
    (request) => showMailbox(db, callerOf(request).userId),
  );

  api.put(
    '/mailbox',
    {
      config: { ...own, needsFreshSignIn },
      schema: {
        tags: ['settings'],
        operationId: 'setOwnMailbox',
        summary: 'Set one’s own mail servers',
        body: mailboxBody,
        response: { 200: mailboxAnswer, ...problemsOfMailbox },
      },
    },
    async (request) => {
      const { userId } = callerOf(request);
      await putMailbox(db, userId, serversIn(request.body), actingIn(request));
      return showMailbox(db, userId);
    },
  );

  api.delete(
    '/mailbox',
    {
      config: { ...own, needsFreshSignIn },
      schema: {
        tags: ['settings'],
        operationId: 'removeOwnMailbox',
        summary: 'Forget one’s own mail servers',
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      if (!(await removeMailbox(db, callerOf(request).userId, actingIn(request)))) throw notFound('mailbox');
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/people/:id/mailbox',
    {
      config: anybodys,
      schema: {
        tags: ['people'],
        operationId: 'getMailbox',
        summary: 'A user’s own mail servers, without passwords',
        params: personParams,
        response: { 200: mailboxAnswer, ...problemsOfOne },
      },
    },
    async (request) => showMailbox(db, await one(callerOf(request).workspaceId, request.params.id)),
  );

  api.put(
    '/people/:id/mailbox',
    {
      config: { ...anybodys, needsFreshSignIn },
      schema: {
        tags: ['people'],
        operationId: 'setMailbox',
        summary: 'Set a user’s own mail servers',
        params: personParams,
        body: mailboxBody,
        response: { 200: mailboxAnswer, ...problemsOfMailbox },
      },
    },
    async (request) => {
      const id = await one(callerOf(request).workspaceId, request.params.id);
      await putMailbox(db, id, serversIn(request.body), actingIn(request));
      return showMailbox(db, id);
    },
  );

  api.delete(
    '/people/:id/mailbox',
    {
      config: { ...anybodys, needsFreshSignIn },
      schema: {
        tags: ['people'],
        operationId: 'removeMailbox',
        summary: 'Forget a user’s own mail servers',
        params: personParams,
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const id = await one(callerOf(request).workspaceId, request.params.id);
      if (!(await removeMailbox(db, id, actingIn(request)))) throw notFound('mailbox');
      return reply.code(204).send(null);
    },
  );
}

function serversIn(urls: { [protocol in MailProtocol]?: string }) {
  const read = (protocol: MailProtocol): OwnServer | undefined => {
    const url = urls[protocol];
    const found = url === undefined ? undefined : readOwnServer(url, protocol);
    // The schema has refused all others.
    return found?.ok ? found.server : undefined;
  };
  return { smtp: read('smtp'), imap: read('imap') };
}
