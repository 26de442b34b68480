import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { countPending } from '../store/actions/actionHistory.ts';
import { watchMethods } from './allowedMethods.ts';
import { authenticate, authorise } from './authenticate.ts';
import { acceptJson, refuseUnstorableText } from './bodies.ts';
import type { Api, ApiDeps, RouteDeps } from './deps.ts';
import { addDocumentation } from './documentation.ts';
import { createNotFoundHandler, handleError } from './errorHandler.ts';
import { createIsFirst, createTrySecret } from './guessing.ts';
import { addIdempotency } from './idempotency.ts';
import { refuseUnknownHosts } from './knownHost.ts';
import { createMetrics } from './metrics.ts';
import { addRateLimit } from './rateLimit.ts';
import { addRequestLog } from './requestLog.ts';
import { accountRoutes } from './routes/accounts.ts';
import { actionExportRoutes } from './routes/actionExport.ts';
import { actionRoutes } from './routes/actions.ts';
import { actionTypeRoutes } from './routes/actionTypes.ts';
import { alertRoutes } from './routes/alerts.ts';
import { bulkRoutes } from './routes/bulk.ts';
import { connectionRoutes } from './routes/connections.ts';
import { contactRoutes } from './routes/contacts.ts';
import { coverRoutes } from './routes/covers.ts';
import { crmOwnerRoutes } from './routes/crmOwners.ts';
import { decideRoutes } from './routes/decide.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { detectionRoutes } from './routes/detection.ts';
import { directoryGroupRoutes } from './routes/directoryGroups.ts';
import { eventRoutes } from './routes/events.ts';
import { finishRoutes } from './routes/finish.ts';
import { healthRoutes } from './routes/health.ts';
import { insightRoutes } from './routes/insights.ts';
import { mailboxRoutes } from './routes/mailboxes.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { ownSessionRoutes } from './routes/ownSessions.ts';
import { peopleRoutes } from './routes/people.ts';
import { previewRoutes } from './routes/preview.ts';
import { recordRoutes } from './routes/records.ts';
import { securityTrailRoutes } from './routes/securityTrail.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { slackRoutes } from './routes/slack.ts';
import { snoozeRoutes } from './routes/snooze.ts';
import { templateRoutes } from './routes/templates.ts';
import { timelineRoutes } from './routes/timeline.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { triggerRoutes } from './routes/triggers.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { webhookEndpointRoutes } from './routes/webhookEndpoints.ts';
import { webhookKeyRoutes } from './routes/webhookKeys.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workspaceRoutes } from './routes/workspace.ts';
import { SCIM_PATH, scimRoutes } from './scim/routes.ts';
import { sessionCookieName } from './sessionCookie.ts';
import { addSlack } from './slack/addSlack.ts';
import { addWeb } from './web.ts';

const MAX_BODY_BYTES = 256 * 1024;
/** Of a part of a path: links to unsubscribe hold an address of 254 characters at most, and a workspace's id, sealed. */
const MAX_PARAM_LENGTH = 500;
/** For a whole request to arrive: 256 KiB at the pace of a bad mobile connection. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const TIMEOUT_CHECK_MS = 5_000;
/** Beyond it connections are closed unanswered: below a process's usual limit of open files, and ours come on top. */
const MAX_CONNECTIONS = 10_000;

/** The API, ready to listen or to be injected into. Its dependencies are the caller's to close, after it. */
export async function buildApp(deps: ApiDeps): Promise<Api> {
  // Declared as what Fastify asks for: pino's own type would run through every type of the application.
  const loggerInstance: FastifyBaseLogger = deps.log;
  const app = Fastify({
    loggerInstance,
    // One line for each request of our own, without its URL: a search may hold a customer's name.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // What fails before there is a route: a URL that cannot be decoded.
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
    // Every route is one on purpose; HEAD would open event streams.
    exposeHeadRoutes: false,
    // Whose word counts for the client's address; nobody's unless configured, or everybody could choose his own.
    trustProxy: trusting(deps.trustedProxies),
    // A request that does not arrive ends; how long an answer takes, such as an event stream's, is not counted.
    requestTimeout: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, deps.requestTimeoutMs ?? HEADERS_TIMEOUT_MS),
      // Node looks for late ones as often as this.
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, deps.requestTimeoutMs ?? TIMEOUT_CHECK_MS),
    },
    // Connections that idle between requests would keep a stopping server for minutes.
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>();
  app.server.maxConnections = MAX_CONNECTIONS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(createNotFoundHandler(watchMethods(app)));

  const routeDeps: RouteDeps = {
    ...deps,
    metrics: createMetrics(() => countPending(deps.db)),
    trySecret: createTrySecret(deps.rateLimitPerSecond > 0),
    isFirst: createIsFirst(deps.rateLimitPerSecond > 0),
    sessionCookie: sessionCookieName(deps.publicUrl),
  };
  addSlack(app, routeDeps);
  addRequestLog(app, routeDeps.metrics);
  if (deps.demoSignIn) app.addHook('onRequest', refuseUnknownHosts(deps.publicUrl));
  acceptJson(app);
  closeConnectionsAtStop(app);
  await app.register(helmet, { contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } });
  await app.register(cookie);
  await addDocumentation(app, routeDeps);
  healthRoutes(app, routeDeps);
  await app.register(async (api) => sessionRoutes(api.withTypeProvider<ZodTypeProvider>(), routeDeps));
  await app.register(async (api) => oidcRoutes(api.withTypeProvider<ZodTypeProvider>(), routeDeps));
  await app.register(async (api) => unsubscribeRoutes(api.withTypeProvider<ZodTypeProvider>(), routeDeps));
  if (deps.web !== undefined) await addWeb(app, deps.web);
  await app.register(async (api) => addApi(api.withTypeProvider<ZodTypeProvider>(), routeDeps), { prefix: '/api' });
  await app.register(async (api) => addScim(api.withTypeProvider<ZodTypeProvider>(), routeDeps), { prefix: SCIM_PATH });
  await app.register(async (api) => webhookRoutes(api.withTypeProvider<ZodTypeProvider>(), routeDeps), {
    prefix: '/webhooks',
  });
  await app.register(async (api) => decideRoutes(api.withTypeProvider<ZodTypeProvider>(), routeDeps));
  await app.register(async (api) => slackRoutes(api.withTypeProvider<ZodTypeProvider>(), routeDeps), {
    prefix: '/slack',
  });
  await app.ready();
  return app;
}

/** A number of hops as a function: Fastify takes it so, and its types do not know the bare number. */
function trusting(proxies: ApiDeps['trustedProxies']) {
  if (typeof proxies !== 'number') return proxies ?? false;
  return (_address: string, hop: number) => hop < proxies;
}

/** Whoever is answered while the server stops is not to keep the connection: it would hold the server until it idles out. */
function closeConnectionsAtStop(app: Api): void {
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close');
  });
}

/** What every route passes that needs a token or a session. */
async function guard(api: Api, deps: RouteDeps): Promise<void> {
  api.addHook('onRoute', ({ method, url, config }) => {
    if (config?.verb === undefined) throw new Error(`${method} ${url} names no verb of the access table`);
  });
  api.decorateRequest('identity', null);
  // Errors too: whatever is answered here is somebody's own, and no proxy's or browser's to keep.
  api.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  api.addHook('onRequest', authenticate(deps));
  await addRateLimit(api, deps.rateLimitPerSecond);
  // After the routes' own onRequest hooks, of which the rate limit is one.
  api.addHook('preParsing', authorise);
  api.addHook('preValidation', refuseUnstorableText);
}

async function addScim(api: Api, deps: RouteDeps): Promise<void> {
  await guard(api, deps);
  scimRoutes(api, deps);
}

async function addApi(api: Api, deps: RouteDeps): Promise<void> {
  await guard(api, deps);
  addIdempotency(api, deps.db);

  triggerRoutes(api, deps);
  decisionRoutes(api, deps);
  finishRoutes(api, deps);
  bulkRoutes(api, deps);
  snoozeRoutes(api, deps);
  actionRoutes(api, deps);
  actionExportRoutes(api, deps);
  insightRoutes(api, deps);
  previewRoutes(api, deps);
  actionTypeRoutes(api, deps);
  alertRoutes(api, deps);
  settingsRoutes(api, deps);
  templateRoutes(api, deps);
  ownSessionRoutes(api, deps);
  peopleRoutes(api, deps);
  tokenRoutes(api, deps);
  mailboxRoutes(api, deps);
  accountRoutes(api, deps);
  workspaceRoutes(api, deps);
  connectionRoutes(api, deps);
  webhookKeyRoutes(api, deps);
  webhookEndpointRoutes(api, deps);
  crmOwnerRoutes(api, deps);
  contactRoutes(api, deps);
  coverRoutes(api, deps);
  directoryGroupRoutes(api, deps);
  securityTrailRoutes(api, deps);
  detectionRoutes(api, deps);
  timelineRoutes(api, deps);
  eventRoutes(api, deps);
  recordRoutes(api, deps);
}
