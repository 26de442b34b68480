import type { FastifyReply } from 'fastify';
import { setUp } from '../../store/access/setup.ts';
import { strangerIn } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { problems, setupOver } from '../schemas/problem.ts';
import { setupAnswer, setupBody } from '../schemas/setup.ts';

/**
 * Making the first workspace with the link that the API has printed.
 *
 * @param signIn has the answer open a session with this secret
 */
export function setupRoute(
  api: Api,
  { db, trySecret }: RouteDeps,
  signIn: (reply: FastifyReply, sessionSecret: string) => void,
): void {
  api.post(
    '/setup',
    {
      schema: {
        tags: ['session'],
        operationId: 'setUp',
        summary: 'Make the first workspace with its administrator, once, and sign in',
        security: [],
        body: setupBody,
        response: {
          201: setupAnswer,
          410: setupOver,
          403: problems[403],
          422: problems[422],
          429: problems[429],
          503: problems[503],
        },
      },
    },
    async (request, reply) => {
      const { secret, ...installation } = request.body;
      const installed = await trySecret(request.ip, secret, () => setUp(db, secret, installation, strangerIn(request)));
      if (installed === undefined) {
        throw new Problem('setup-over', 'the link is not valid, has run out, or there is a workspace already');
      }
      const { sessionSecret, ...answer } = installed;
      request.log.info({ workspaceId: answer.workspaceId, userId: answer.userId }, 'set up');
      signIn(reply, sessionSecret);
      return reply.code(201).header('cache-control', 'no-store').send(answer);
    },
  );
}
