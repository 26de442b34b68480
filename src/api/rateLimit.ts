import { createHash } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Api } from './deps.ts';
import { Problem } from './problems.ts';

/** So many requests a second for each token (for each address where there is none); 0: as many as come. */
export async function addRateLimit(api: Api, perSecond: number): Promise<void> {
  if (perSecond === 0) return;
  await api.register(rateLimit, {
    max: perSecond,
    timeWindow: 1_000,
    // Before the token is looked up, so that guessing costs no query.
    hook: 'onRequest',
    keyGenerator: keyOf,
    errorResponseBuilder: (_request, { max }) => new Problem('rate-limited', `at most ${max} requests a second`),
  });
}

function keyOf({ headers, ip }: FastifyRequest): string {
  const { authorization } = headers;
  return authorization === undefined ? ip : createHash('sha256').update(authorization).digest('base64url');
}
