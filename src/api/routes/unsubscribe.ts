/**
 * How recipients of emails take themselves off, by the link in the email or by their mail program's own button (RFC 8058).
 * Whoever has the link is the recipient: there are no tokens and sessions here.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { findUnsubscriber, type Unsubscriber, unsubscribe } from '../../store/people/unsubscribing.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { toProblem } from '../errorHandler.ts';
import { networkOf } from '../guessing.ts';
import { notFound, Problem } from '../problems.ts';
import { askPage, donePage, failedPage, ONE_CLICK, UNSUBSCRIBE_CSP } from '../unsubscribePage.ts';

/** From one network: mail providers send for all whose mail they keep. */
const MAX_PER_MINUTE = 300;
const MAX_BODY_BYTES = 4 * 1024;
const url = '/unsubscribe/:token';
const schema = { hide: true, params: z.object({ token: z.string() }) };

/**
 * `GET` and `POST /unsubscribe/:token`, in a scope of their own: they take forms and answer pages. Guesses at links are counted as
 * those at tokens are, by either method.
 */
export async function unsubscribeRoutes(api: Api, { db, rateLimitPerSecond, trySecret }: RouteDeps): Promise<void> {
  if (rateLimitPerSecond > 0) {
    await api.register(rateLimit, {
      max: MAX_PER_MINUTE,
      timeWindow: 60_000,
      keyGenerator: ({ ip }) => networkOf(ip),
      errorResponseBuilder: () => new Problem('rate-limited', 'too many requests from this network: wait a minute'),
    });
  }
  takeForms(api);
  api.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.statusCode >= 500) request.log.error({ err: error, code: problem.code }, 'request failed');
    reply.problem = problem.code;
    return sendPage(reply.code(problem.statusCode), failedPage(problem));
  });

  /** @throws Problem not-found, which tells nothing of why */
  async function find(request: FastifyRequest<{ Params: { token: string } }>): Promise<Unsubscriber> {
    const { token } = request.params;
    const found = await trySecret(request.ip, token, () => findUnsubscriber(db, token));
    if (found === undefined) throw notFound('link');
    return found;
  }

  // Scanners open every link of an email, some in a real browser: looking changes nothing, and no script presses the button.
  api.route({
    method: ['GET', 'HEAD'],
    url,
    schema,
    handler: async (request, reply) => sendPage(reply, askPage(await find(request))),
  });

  // The one POST that may come from anywhere, without a cookie and with any Origin or none: mail providers send it from their own
  // servers (RFC 8058, section 3.2). No session counts here, so there is none that another site could misuse (sameOrigin.ts); the
  // token alone does.
  api.post(url, { schema, bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
    const unsubscriber = await find(request);
    if (!(request.body instanceof FormData) || request.body.get(ONE_CLICK.name) !== ONE_CLICK.value) {
      throw new Problem('bad-request', `the body must say ${ONE_CLICK.name}=${ONE_CLICK.value}`);
    }
    // Without the address that he came from: nothing is ever taken out of the security trail.
    await unsubscribe(db, unsubscriber, { by: null, channel: 'email' });
    request.log.info({ workspaceId: unsubscriber.workspaceId }, 'unsubscribed');
    return sendPage(reply, donePage(unsubscriber));
  });
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .headers({ 'cache-control': 'no-store', 'content-security-policy': UNSUBSCRIBE_CSP })
    .send(page);
}

/** Either way in which a form may come (RFC 8058, section 3.2), read by what Node has for it. In this scope only. */
function takeForms(api: Api): void {
  api.removeAllContentTypeParsers();
  const types = ['application/x-www-form-urlencoded', 'multipart/form-data'];
  api.addContentTypeParser(types, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    return new Response(new Uint8Array(body), { headers }).formData().catch(() => undefined);
  });
}
