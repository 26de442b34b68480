import fastifyStatic from '@fastify/static';
import { z } from 'zod';
import type { Api } from './deps.ts';
import { handleError } from './errorHandler.ts';
import { notFound } from './problems.ts';

/**
 * What the application may load, and from where: all of it from here, and nothing inline
 * (https://www.w3.org/TR/CSP3/). Images may be data: the style sheets' own icons are.
 */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** First parts of paths that are never the application's, so that a mistyped one is a 404 and no page. */
const NOT_PAGES = new Set(['api', 'webhooks', 'session', 'docs', 'problems', 'unsubscribe']);
/** Names as the build makes them; no part begins with a dot, so that none leads up or is hidden. */
const FILE = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;
/** Screens whose paths end in what a CRM calls a record, which may look like a file's name. */
const OF_RECORDS = new Set(['deals', 'contacts', 'companies']);
const PAGE = 'index.html';

/**
 * The built browser application at `/`: its files, and its page for every path that a browser opens and nothing else
 * answers, as the paths of its screens are its own (`/actions/…`).
 *
 * @param dir absolute
 */
export async function addWeb(app: Api, dir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: dir,
    serve: false,
    index: false,
    preCompressed: true,
    allowedPath: (path) => FILE.test(path),
    acceptRanges: false,
    cacheControl: false,
    setHeaders(response, path) {
      // Names under assets/ change with their content, the others do not.
      const isHashed = path.startsWith(`${dir}/assets/`);
      response.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('vary', 'accept-encoding');
    },
  });

  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    schema: { hide: true, params: z.object({ '*': z.string() }) },
    // The only error that is the request's own: it asks for a version of the file that is not there (If-Match).
    errorHandler: (error, request, reply) =>
      void handleError(error.statusCode === 412 ? notFound('version of it') : error, request, reply),
    handler: (request, reply) => {
      const path = request.params['*'];
      reply.header('content-security-policy', CSP);
      return reply.sendFile(isPage(path, request.headers.accept) ? PAGE : path);
    },
  });
}

function isPage(path: string, accept = ''): boolean {
  if (path === '') return true;
  const [first = '', ...rest] = path.split('/');
  const namesFile = !OF_RECORDS.has(first) && (rest.at(-1) ?? first).includes('.');
  return accept.includes('text/html') && !namesFile && !NOT_PAGES.has(first);
}
