import type { FastifyRequest } from 'fastify';
import { Problem } from './problems.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A hook that refuses requests whose Host is neither this machine's nor PUBLIC_URL's, for where one may sign in without a
 * password: a page of another site that makes its own name point here (DNS rebinding) is of the same origin to the
 * browser, which tells on it by the Host alone.
 *
 * @throws Problem forbidden
 */
export function refuseUnknownHosts(publicUrl: string | undefined) {
  const known = new Set([...LOOPBACK, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])]);
  return async ({ headers: { host = '' }, log }: FastifyRequest): Promise<void> => {
    const url = `http://${host}`;
    if (URL.canParse(url) && known.has(new URL(url).hostname)) return;
    log.warn({ host }, 'denied: unknown host');
    throw new Problem('forbidden', 'this host is not known here: use localhost, or set PUBLIC_URL');
  };
}
