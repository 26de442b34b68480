import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { refuseStrangers } from './authenticate.ts';
import type { Api, RouteDeps } from './deps.ts';
import { describeAll } from './glossary.ts';

const DESCRIPTION = `Durable, human-approved CRM actions. A trigger raises an alert and proposes an action; a person approves, edits or cancels it, and it is executed once.

Errors are \`application/problem+json\` (RFC 9457); their \`code\` is what programs should look at. A method that a path does not have is answered with 405, and those that it has stand in \`Allow\`. Every POST under /api takes an \`Idempotency-Key\`: repeated within 24 hours, the request gets its first answer again. A client of ours may name itself in \`Signoff-Channel\` (\`web\` or \`cli\`), which the audit trail shows.`;

const IDEMPOTENCY_KEY = {
  type: 'object',
  properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 255 } },
} as const;

/** What no route's own schema names, as hooks and parsers see to it: the key, and the answers of whatever takes a body. */
const withWhatAllShare: typeof jsonSchemaTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route);
  const isKept = route.route.method === 'POST' && url.startsWith('/api/');
  // The transform answers a schema with these members or without them; its own type knows neither.
  const { body, response } = schema as { body?: unknown; response?: object };
  const shared = { ...(body === undefined ? {} : BODY_PROBLEMS), ...(isKept ? KEY_PROBLEMS : {}), ...ANY_PROBLEMS };
  const answers = response === undefined ? {} : { response: { ...shared, ...response } };
  return { schema: { ...schema, ...answers, ...(isKept ? { headers: IDEMPOTENCY_KEY } : {}) }, url };
};

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const answer = (description: string) => ({ description, content: PROBLEM });
const ANY_PROBLEMS = { 500: answer('Something went wrong; the instance finds it in the log') };
const BODY_PROBLEMS = {
  400: answer('The body is not JSON, or the request cannot be read'),
  413: answer('The body is too large'),
  415: answer('The body is of another media type'),
};
const KEY_PROBLEMS = { 409: answer('The first request with this Idempotency-Key is still running') };

type Transformed = ReturnType<typeof jsonSchemaTransformObject>;
interface Body {
  required?: boolean;
  content: Record<string, { schema: { anyOf?: { type?: string }[] } }>;
}
/** What of the document is looked at here. Its own type is a union of all versions of OpenAPI, optional throughout. */
interface Document {
  paths?: Record<string, Record<string, { requestBody?: Body }>>;
  components?: { schemas?: Record<string, unknown> };
}

/** Without the schemas that nothing refers to: each is made twice, as it is sent and as it is answered. */
function withoutUnused(document: Transformed): Transformed {
  // Made from OpenAPI 3.1, it has the members of that.
  const { components = {}, paths = {} } = document as Document;
  const schemas = Object.entries(components.schemas ?? {});
  const used = new Set<string>();
  const reach = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      reach(schemas.find(([key]) => key === name)?.[1] ?? null);
    }
  };
  reach(paths);
  const kept = Object.fromEntries(schemas.filter(([name]) => used.has(name)));
  // The same document with fewer members.
  return { ...document, components: { ...components, schemas: kept } } as Transformed;
}

/** A body may be left out where null would do: the plugin calls every body required. */
function letOptionalBodiesBe(document: Transformed): void {
  const { paths = {} } = document as Document;
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    const { requestBody } = operation;
    const schemas = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => schema.anyOf ?? []);
    if (requestBody !== undefined && schemas.some(({ type }) => type === 'null')) requestBody.required = false;
  }
}

/**
 * The OpenAPI document at /openapi.json, made from the schemas that validate, and a page to try it at /docs: in production
 * for whoever has a credential.
 */
export async function addDocumentation(app: Api, deps: RouteDeps): Promise<void> {
  const { publicUrl, sessionCookie } = deps;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Signoff', version: '0.1.0', description: DESCRIPTION },
      servers: publicUrl === undefined ? [] : [{ url: publicUrl }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: withWhatAllShare,
    transformObject: (document) => {
      const complete = withoutUnused(jsonSchemaTransformObject(document));
      describeAll(complete);
      letOptionalBodiesBe(complete);
      return complete;
    },
  });
  await app.register(async (pages) => {
    if (!deps.demoSignIn) pages.addHook('onRequest', refuseStrangers(deps));
    await pages.register(swaggerUi, {
      routePrefix: '/docs',
      uiConfig: { layout: 'BaseLayout', persistAuthorization: true, validatorUrl: null },
    });
    pages.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  });
}
