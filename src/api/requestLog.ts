import type { Api } from './deps.ts';
import type { Metrics } from './metrics.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';

declare module 'fastify' {
  interface FastifyReply {
    /** The problem that it tells, for the log. */
    problem: ProblemCode | null;
  }
}

const STREAMS = new Set(['/api/events']);

/** One line and one observation for each request: route and outcome, never a URL, a header or a body. */
export function addRequestLog(app: Api, { requestSeconds }: Metrics): void {
  app.decorateReply('problem', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    const { statusCode: status, elapsedTime: durationMs } = reply;
    if (!STREAMS.has(route)) requestSeconds.observe({ method, route, status }, durationMs / 1_000);
    const userId = request.identity?.userId;
    const level = route.startsWith('/api/') ? 'info' : 'debug';
    const facts = { method, route, status, durationMs: Math.round(durationMs), userId };
    if (reply.problem === null) request.log[level](facts, 'request');
    else request.log[level]({ ...facts, code: reply.problem }, `request refused: ${PROBLEMS[reply.problem].title}`);
  });
}
