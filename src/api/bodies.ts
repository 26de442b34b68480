import type { FastifyRequest } from 'fastify';
import { findUnstorable, isTooDeep } from '../domain/json.ts';
import type { Api } from './deps.ts';
import { invalid, Problem } from './problems.ts';

/**
 * Bodies are JSON; merge patches may call themselves so (RFC 7396), and what a directory sends (RFC 7644). An empty body is no body: clients announce JSON and
 * send nothing where nothing is required.
 */
export function acceptJson(app: Api): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json', 'application/scim+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') return done(null, undefined);
      return parse(request, body.toString(), (error, value) => {
        if (error === null && isTooDeep(value))
          return done(new Problem('malformed-json', 'the body is nested too deep'), undefined);
        return done(error, value);
      });
    },
  );
}

/** Refuses text that could not be stored, wherever in body or query it stands. */
export async function refuseUnstorableText({ body, query }: FastifyRequest): Promise<void> {
  const found = findUnstorable(body, '') ?? findUnstorable(query, '/querystring');
  if (found !== undefined) throw invalid([{ pointer: found, detail: 'holds NUL or half a character' }]);
}
