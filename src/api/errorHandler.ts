import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { TooManyWebhookKeys } from '../store/access/webhookKeys.ts';
import { CursorError } from '../store/database/paging.ts';
import { isDatabaseUnavailable } from '../store/database/unavailable.ts';
import { PersonRefused } from '../store/people/rules.ts';
import { OnlyAdminsSet } from '../store/settings/onlyAdmins.ts';
import { EndpointRefused } from '../store/webhooks/endpoints.ts';
import type { AllowedMethods } from './allowedMethods.ts';
import { invalid, notFound, Problem, problemBody } from './problems.ts';

/** Answers whatever was thrown as a problem. What is not ours to explain is logged, and answered without internals. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.statusCode >= 500) request.log.error({ err: error, code: problem.code }, 'request failed');
  return sendProblem(problem, request, reply);
}

/** Answers what no route answers: the path is unknown, or does not have the method. */
export function createNotFoundHandler(allowedMethods: AllowedMethods) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const [path = ''] = request.url.split('?');
    const allowed = allowedMethods(path);
    if (allowed.length === 0) return sendProblem(notFound('resource'), request, reply);
    reply.header('allow', allowed.join(', '));
    return sendProblem(new Problem('method-not-allowed', `this path takes ${allowed.join(' and ')}`), request, reply);
  };
}

export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.problem = problem.code;
  // Also of a path that nothing is at: no proxy is to keep what may be there tomorrow (RFC 9111, section 4.2.2).
  reply.header('cache-control', 'no-store');
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  if (problem.code === 'database-unavailable') reply.header('retry-after', 1);
  // The limit of requests has said how long already; failed attempts and streams wait for a minute at most.
  if (problem.statusCode === 429 && !reply.hasHeader('retry-after')) reply.header('retry-after', 60);
  return reply
    .code(problem.statusCode)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(problem, `urn:uuid:${request.id}`));
}

/** What was thrown, as callers may be told of it. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const prefix = error.validationContext === 'body' ? '' : `/${error.validationContext ?? 'request'}`;
    return invalid(
      error.validation.map(({ instancePath, message }) => ({
        pointer: `${prefix}${instancePath === '/' ? '' : instancePath}`,
        detail: message ?? 'is not valid',
      })),
    );
  }
  if (error instanceof TooManyWebhookKeys) return new Problem('too-many-keys', error.message);
  if (error instanceof EndpointRefused) return new Problem(error.refusal, error.message);
  if (error instanceof OnlyAdminsSet) return new Problem('forbidden', error.message);
  if (error instanceof PersonRefused) return toPersonProblem(error);
  if (error instanceof CursorError) return invalid([{ pointer: '/querystring/cursor', detail: error.message }]);
  if (isDatabaseUnavailable(error)) return new Problem('database-unavailable', 'try again in a moment');
  return isFastifyError(error) ? fromFastify(error) : internal();
}

function toPersonProblem({ refusal, message }: PersonRefused): Problem {
  if (refusal === 'no-such-manager') return invalid([{ pointer: '/managerId', detail: message }]);
  return new Problem(refusal, message);
}

/** Fastify's own complaints about a request. */
function fromFastify({ code, statusCode = 500 }: FastifyError): Problem {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Problem('body-too-large', 'the body is larger than what this takes');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Problem('unsupported-media-type', 'send application/json');
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return new Problem('malformed-json', 'the body could not be parsed');
  if (statusCode >= 400 && statusCode < 500) return new Problem('bad-request', 'the request could not be read');
  return internal();
}

function internal(): Problem {
  return new Problem('internal', 'the request failed; the instance finds it in the log');
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && 'code' in error;
}
