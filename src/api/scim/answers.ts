/** Lists and errors as SCIM has them (RFC 7644, sections 3.4.2 and 3.12). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import SCIMMY from 'scimmy';
import { ZodError, z } from 'zod';
import { PersonRefused } from '../../store/people/rules.ts';
import { toProblem } from '../errorHandler.ts';

const MAX_COUNT = 200;
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const listQuery = z.object({
  filter: z.string().max(1_000).optional(),
  startIndex: z.coerce.number().int().catch(1),
  count: z.coerce.number().int().catch(MAX_COUNT),
  excludedAttributes: z.string().optional(),
});

/** What a list is asked for. */
export interface Asked {
  /** The one attribute that the filter compares, and with what. */
  key: { name: string; value: string } | undefined;
  offset: number;
  limit: number;
  withMembers: boolean;
}

/** @throws SCIMMY.Types.Error where the filter is another than `attribute eq "value"` */
export function askedIn({ query }: FastifyRequest): Asked {
  const { filter, startIndex, count, excludedAttributes = '' } = listQuery.parse(query);
  return {
    key: filter === undefined ? undefined : keyOf(filter),
    // Counted from 1; less means 1, and a negative count 0 (RFC 7644, section 3.4.2.4).
    offset: Math.max(1, startIndex) - 1,
    limit: Math.min(Math.max(0, count), MAX_COUNT),
    withMembers: !excludedAttributes.split(',').some((name) => name.trim().toLowerCase() === 'members'),
  };
}

const EQUALS = /^\s*([A-Za-z.]+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i;

function keyOf(filter: string): Asked['key'] {
  const [, name, quoted] = EQUALS.exec(filter) ?? [];
  if (name === undefined || quoted === undefined) throw invalidFilter('a filter is: attribute eq "value"');
  try {
    return { name, value: String(JSON.parse(quoted)) };
  } catch {
    throw invalidFilter('the value of the filter is no text in quotes');
  }
}

export function invalidFilter(detail: string) {
  return new SCIMMY.Types.Error(400, 'invalidFilter', detail);
}

export function listAnswer(resources: unknown[], total: number, { offset }: Asked) {
  return {
    schemas: [LIST],
    totalResults: total,
    startIndex: offset + 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
}

export function notFound(id: string) {
  return new SCIMMY.Types.Error(404, null as never, `there is no ${id}`);
}

/** Answers whatever was thrown in SCIM's way; faults of ours are logged. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, scimType, detail, code } = toScim(error);
  if (status >= 500) request.log.error({ err: error, code }, 'request failed');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return send(reply.code(status), { schemas: [ERROR], status: String(status), scimType, detail });
}

/** Sends what no schema of ours describes. */
export function send(reply: FastifyReply, body: unknown): FastifyReply {
  return reply
    .type('application/scim+json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
}

function toScim(error: unknown): { status: number; scimType?: string; detail: string; code: string } {
  if (error instanceof SCIMMY.Types.Error) {
    const { status, scimType, message } = error;
    return { status: Number(status), ...(scimType && { scimType }), detail: message, code: scimType || 'scim' };
  }
  if (error instanceof ZodError) {
    const detail = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');
    return { status: 400, scimType: 'invalidValue', detail, code: 'invalidValue' };
  }
  if (error instanceof PersonRefused) {
    const isTaken = error.refusal === 'taken';
    if (error.refusal === 'no-such-manager') {
      return { status: 400, scimType: 'invalidValue', detail: error.message, code: error.refusal };
    }
    return { status: 409, ...(isTaken && { scimType: 'uniqueness' }), detail: error.message, code: error.refusal };
  }
  const { statusCode, message, code } = toProblem(error);
  // SCIM has no 422.
  return statusCode === 422
    ? { status: 400, scimType: 'invalidValue', detail: message, code }
    : { status: statusCode, detail: message, code };
}
