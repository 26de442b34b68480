import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { refuseStrangers } from './authenticate.ts';
import type { Api, RouteDeps } from './deps.ts';

const DESCRIPTION = `Durable, human-approved CRM actions. A trigger raises an alert and proposes an action; a person approves, edits or cancels it, and it is executed once.

Errors are \`application/problem+json\` (RFC 9457); their \`code\` is what programs should look at. Every POST under /api takes an \`Idempotency-Key\`: repeated within 24 hours, the request gets its first answer again. A client of ours may name itself in \`Signoff-Channel\` (\`web\` or \`cli\`), which the audit trail shows.`;

const IDEMPOTENCY_KEY = {
  type: 'object',
  properties: { 'idempotency-key': { type: 'string', minLength: 1, maxLength: 255 } },
} as const;

/** A hook reads the key, so no route's own schema names it. */
const withIdempotencyKey: typeof jsonSchemaTransform = (route) => {
  const { schema, url } = jsonSchemaTransform(route);
  return route.route.method === 'POST' && url.startsWith('/api/')
    ? { schema: { ...schema, headers: IDEMPOTENCY_KEY }, url }
    : { schema, url };
};

type Transformed = ReturnType<typeof jsonSchemaTransformObject>;
/** What of the document is looked at here. Its own type is a union of all versions of OpenAPI, optional throughout. */
interface Document {
  paths?: object;
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
    transform: withIdempotencyKey,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document)),
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
