import rateLimit from '@fastify/rate-limit';
import { callerOf } from './authenticate.ts';
import type { Api } from './deps.ts';
import { Problem } from './problems.ts';

/**
 * So many requests a second for each user, by whichever of his tokens and sessions; 0: as many as come. It runs as the
 * routes' own hook, after the authentication of the scope: what a client writes cannot make him somebody else.
 */
export async function addRateLimit(api: Api, perSecond: number): Promise<void> {
  if (perSecond === 0) return;
  await api.register(rateLimit, {
    max: perSecond,
    timeWindow: 1_000,
    hook: 'onRequest',
    keyGenerator: (request) => callerOf(request).userId,
    errorResponseBuilder: (_request, { max }) => new Problem('rate-limited', `at most ${max} requests a second`),
  });
}
