import type { FastifyRequest } from 'fastify';
import { parseJson as readJson } from '../../domain/json.ts';
import type { InboundCrm, Parsed, SignedRequest } from '../../integrations/crm/inbound.ts';
import { publishedSchema } from '../../integrations/crm/webhook/schema.ts';
import { noteWebhookKeyUse, type WebhookKey, webhookKeysInForce } from '../../store/access/webhookKeys.ts';
import { accept } from '../../store/crm/inbox.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { invalid, Problem } from '../problems.ts';
import { problemsOfWebhook } from '../schemas/problem.ts';
import { webhookAnswer } from '../schemas/webhooks.ts';
import { createWorkspaceOfInstallation } from '../workspaceOfInstallation.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const MEDIA_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

/** The CRMs that are set up, each at its endpoint. Whoever has the secret is the CRM: there are no tokens here. */
export async function webhookRoutes(api: Api, deps: RouteDeps): Promise<void> {
  const { db, metrics, publicUrl = '', webhooks, kickInbox } = deps;
  if (webhooks === undefined) return;
  const workspaceOf = createWorkspaceOfInstallation(db, webhooks.workspaceId);
  takeRawBodies(api);
  // The bodies' schemas are for the document: bytes are verified before anything reads them.
  api.setValidatorCompiler(() => (value) => ({ value }));

  /** With which of the keys it is signed that administrators have made; undefined: with what is configured. @throws Problem */
  async function verify(
    crm: InboundCrm,
    request: FastifyRequest,
    received: Pick<SignedRequest, 'rawBody' | 'receivedAt'>,
  ): Promise<WebhookKey | undefined> {
    const { method, headers } = request;
    const signed: SignedRequest = { ...received, method, headers, url: publicUrl.replace(/\/+$/, '') + request.url };
    const reason = crm.verify(signed);
    if (reason === 'ok') return undefined;
    const keys = crm.verifyWith === undefined ? [] : await webhookKeysInForce(db);
    const key = keys.find(({ secret }) => crm.verifyWith?.(secret, signed) === 'ok');
    if (key === undefined) {
      request.log.warn({ crm: crm.name, reason }, 'denied: signature');
      throw new Problem('signature-invalid', 'sign the request as it is, now, with the secret that is in force');
    }
    await noteWebhookKeyUse(db, key.id);
    return key;
  }

  for (const crm of webhooks.crms) {
    api.post(
      `/${crm.path}`,
      {
        bodyLimit: MAX_BODY_BYTES,
        schema: {
          tags: ['webhooks'],
          operationId: `receiveEventsOf_${crm.name}`,
          summary: `Events of ${crm.name}, signed: they are kept when this is answered, and read later`,
          security: [],
          consumes: MEDIA_TYPES,
          body: crm.body,
          response: { 200: webhookAnswer, ...problemsOfWebhook },
        },
      },
      async (request) => {
        const receivedAt = new Date();
        const rawBody = rawBodyOf(request);
        const key = await verify(crm, request, { rawBody, receivedAt });
        const { events, skipped } = understood(crm.parse(parseJson(rawBody), receivedAt));
        for (const reason of skipped) metrics.webhookEvents.inc({ crm: crm.name, outcome: reason });
        const workspaceId = key?.workspaceId ?? (await workspaceOf());
        const kept = await accept(
          db,
          events.map((event) => ({ ...event, workspaceId, crm: crm.name })),
        );
        if (kept.stored > 0) kickInbox();
        metrics.webhookEvents.inc({ crm: crm.name, outcome: 'stored' }, kept.stored);
        metrics.webhookEvents.inc({ crm: crm.name, outcome: 'duplicate' }, kept.duplicates);
        return { ...kept, skipped: skipped.length };
      },
    );
  }
  if (webhooks.crms.some(({ path }) => path === 'crm')) publishSchema(api);
}

function publishSchema(api: Api): void {
  const schema = publishedSchema();
  api.get('/crm/schema', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('application/schema+json')
      .serializer((body: unknown) => JSON.stringify(body))
      .send(schema),
  );
}

/** In this scope only: what is signed is bytes. */
function takeRawBodies(api: Api): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(MEDIA_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function rawBodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function parseJson(rawBody: Buffer): unknown {
  const body = readJson(rawBody.toString('utf8'));
  if (body === undefined) throw new Problem('malformed-json', 'the body could not be parsed, or is nested too deep');
  return body;
}

function understood(parsed: Parsed): Extract<Parsed, { ok: true }> {
  if (!parsed.ok) throw invalid(parsed.issues);
  return parsed;
}
