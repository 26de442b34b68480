/** What is told of the installation to those who run it, and to nobody else. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { reachOf } from './access.ts';
import { identify } from './authenticate.ts';
import type { RouteDeps } from './deps.ts';
import { Problem } from './problems.ts';

type Deps = Pick<RouteDeps, 'db' | 'demoSignIn' | 'metricsToken' | 'sessionCookie' | 'trySecret'>;

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Lets in METRICS_TOKEN and administrators; everybody on a developer's machine, where one signs in without a password.
 *
 * @throws Problem unauthenticated, forbidden
 */
export async function refuseAllButOperators(deps: Deps, request: FastifyRequest): Promise<void> {
  if (deps.demoSignIn || hasMetricsToken(deps, request)) return;
  const identity = await identify(deps, request);
  if (identity === undefined) throw new Problem('unauthenticated', 'send METRICS_TOKEN or an administrator’s token');
  if (reachOf('installation.read', identity) === 'none')
    throw new Problem('forbidden', `the role ${identity.role} may not do this (installation.read)`);
}

/** Compared by hashes of one length, in a time that tells nothing of the token. */
function hasMetricsToken({ metricsToken }: Deps, { headers: { authorization = '' } }: FastifyRequest): boolean {
  const given = BEARER.exec(authorization)?.[1];
  return metricsToken !== undefined && given !== undefined && timingSafeEqual(hash(given), hash(metricsToken));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
