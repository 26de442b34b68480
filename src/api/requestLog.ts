import type { Api } from './deps.ts';
import type { Metrics } from './metrics.ts';

const STREAMS = new Set(['/api/events']);

/** One line and one observation for each request: route and outcome, never a URL, a header or a body. */
export function addRequestLog(app: Api, { requestSeconds }: Metrics): void {
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
    request.log[level]({ method, route, status, durationMs: Math.round(durationMs), userId }, 'request');
  });
}
