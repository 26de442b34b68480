import { createHash } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { SESSION_COOKIE } from './authenticate.ts';
import type { Api } from './deps.ts';
import { Problem } from './problems.ts';

/** So many requests a second for each token or session (each address where there is neither); 0: as many as come. */
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

/** Of each address. A secret of 256 bits cannot be guessed at any rate: this bounds the work that trying makes. */
export const SIGN_IN_LIMIT = { max: 60, timeWindow: 60_000 } as const;

/** Lets a route be limited by its `config.rateLimit`. */
export async function addSignInLimit(api: Api): Promise<void> {
  await api.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { max }) => new Problem('rate-limited', `at most ${max} sign-ins a minute`),
  });
}

function keyOf({ headers, cookies, ip }: FastifyRequest): string {
  const secret = headers.authorization ?? cookies[SESSION_COOKIE];
  return secret === undefined ? ip : createHash('sha256').update(secret).digest('base64url');
}
