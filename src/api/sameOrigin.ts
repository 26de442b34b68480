import type { FastifyRequest } from 'fastify';
import { Problem } from './problems.ts';

/** They change nothing, so that it does not matter where they come from (RFC 9110, section 9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another site makes a browser send along with our cookie. The browser says where a request comes
 * from and lets no page say otherwise: in Sec-Fetch-Site (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/), or
 * where it does not send that (older ones; plain http on another machine), in Origin, which must name the host that the
 * request went to (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet). Who sends neither is refused.
 *
 * @throws Problem cross-site-request
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method) || isSameOrigin(request)) return;
  const site = request.headers['sec-fetch-site'];
  request.log.warn({ site }, 'denied: cross-site');
  throw new Problem('cross-site-request', 'send it from a page of ours, or use a token without the cookie');
}

function isSameOrigin({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin = '', host = '' } = headers;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  // Both as URLs have them: without the scheme's default port.
  const to = `${from.protocol}//${host}`;
  return URL.canParse(to) && new URL(to).host === from.host;
}
