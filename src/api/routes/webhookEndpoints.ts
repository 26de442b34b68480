/** Outgoing webhooks: where a workspace's events are sent, and what became of them. */
import { refusalOfUrl } from '../../integrations/webhooks/target.ts';
import { listDeliveries, resendDelivery, type ShownDelivery, sendTest } from '../../store/webhooks/deliveries.ts';
import {
  addEndpoint,
  changeEndpoint,
  type Endpoint,
  listEndpoints,
  removeEndpoint,
  rotateSecret,
} from '../../store/webhooks/endpoints.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { invalid, notFound } from '../problems.ts';
import { emptyBody } from '../schemas/decisions.ts';
import { problems, problemsOfEndpoints, problemsOfOne } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';
import {
  deliveriesPage,
  deliveriesQuery,
  endpoint,
  endpointChanges,
  endpointParams,
  endpointsAnswer,
  madeEndpoint,
  newEndpoint,
  queuedDelivery,
  rotatedSecret,
} from '../schemas/webhookEndpoints.ts';

const tags = ['connections'];
const config = { verb: 'connections.manage' } as const;
/** A secret is shown, or what happens here is told to somebody else. */
const fresh = { ...config, needsFreshSignIn: true };

/** For administrators alone: endpoints and their secrets, tests, and the record of deliveries. */
export function webhookEndpointRoutes(api: Api, { db, outgoingNetworks = [] }: RouteDeps): void {
  api.get(
    '/webhook-endpoints',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhookEndpoints',
        summary: 'List the endpoints that the workspace’s events are sent to, without their secrets',
        response: { 200: endpointsAnswer, ...problems },
      },
    },
    async (request) => ({ items: (await listEndpoints(db, callerOf(request).workspaceId)).map(shown) }),
  );

  api.post(
    '/webhook-endpoints',
    {
      config: fresh,
      schema: {
        tags,
        operationId: 'addWebhookEndpoint',
        summary: 'Have events sent to an endpoint, and show the secret that signs them this once',
        body: newEndpoint,
        response: { 201: madeEndpoint, ...problemsOfEndpoints },
      },
    },
    async (request, reply) => {
      checkUrl(request.body.url);
      const made = await addEndpoint(db, callerOf(request).workspaceId, request.body, actingIn(request));
      return reply.code(201).send(made);
    },
  );

  api.patch(
    '/webhook-endpoints/:id',
    {
      config: fresh,
      schema: {
        tags,
        operationId: 'changeWebhookEndpoint',
        summary: 'Change where or which events are sent, or disable and enable an endpoint',
        params: endpointParams,
        body: endpointChanges,
        response: { 200: endpoint, ...problemsOfOne },
      },
    },
    async (request) => {
      const { params, body } = request;
      if (body.url !== undefined) checkUrl(body.url);
      const { workspaceId } = callerOf(request);
      return shown(there(await changeEndpoint(db, workspaceId, params.id, body, actingIn(request))));
    },
  );

  api.delete(
    '/webhook-endpoints/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'removeWebhookEndpoint',
        summary: 'Remove an endpoint, and the record of what was sent there',
        params: endpointParams,
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      if (!(await removeEndpoint(db, workspaceId, request.params.id, actingIn(request)))) throw notFound('endpoint');
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/webhook-endpoints/:id/rotate-secret',
    {
      config: fresh,
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Make another secret and show it this once; the one before signs as well for a day',
        params: endpointParams,
        body: emptyBody,
        response: { 201: rotatedSecret, ...problemsOfEndpoints },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      const rotated = await rotateSecret(db, workspaceId, request.params.id, actingIn(request));
      return reply.code(201).send(there(rotated));
    },
  );

  api.post(
    '/webhook-endpoints/:id/test',
    {
      config,
      schema: {
        tags,
        operationId: 'testWebhookEndpoint',
        summary: 'Have a test event sent; what became of it stands among the deliveries',
        params: endpointParams,
        body: emptyBody,
        response: { 202: queuedDelivery, ...problemsOfEndpoints },
      },
    },
    async (request, reply) => {
      const deliveryId = there(await sendTest(db, callerOf(request).workspaceId, request.params.id));
      return reply.code(202).send({ deliveryId });
    },
  );

  api.get(
    '/webhook-endpoints/:id/deliveries',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhookDeliveries',
        summary: 'What was and is to be sent to an endpoint in the last 30 days, the newest first',
        params: endpointParams,
        querystring: deliveriesQuery,
        response: { 200: deliveriesPage, ...problemsOfOne },
      },
    },
    async (request) => {
      const { state: states, ...asked } = request.query;
      const { workspaceId } = callerOf(request);
      const found = there(await listDeliveries(db, workspaceId, request.params.id, { ...asked, states }));
      return { ...found, items: found.items.map(shownDelivery) };
    },
  );

  api.post(
    '/webhook-deliveries/:id/resend',
    {
      config,
      schema: {
        tags,
        operationId: 'resendWebhookDelivery',
        summary: 'Have an event sent once more, with the same webhook-id; attempts that were still to come are dropped',
        params: endpointParams,
        body: emptyBody,
        response: { 202: queuedDelivery, ...problemsOfEndpoints },
      },
    },
    async (request, reply) => {
      const deliveryId = await resendDelivery(db, callerOf(request).workspaceId, request.params.id);
      if (deliveryId === undefined) throw notFound('delivery');
      return reply.code(202).send({ deliveryId });
    },
  );

  function checkUrl(url: string): void {
    const refusal = refusalOfUrl(url, outgoingNetworks);
    if (refusal !== undefined) throw invalid([{ pointer: '/url', detail: refusal }]);
  }
}

function there<T>(found: T | undefined): T {
  if (found === undefined) throw notFound('endpoint');
  return found;
}

function shown(row: Endpoint) {
  return {
    id: row.id,
    url: row.url,
    eventTypes: row.event_types,
    // Until retention has forgotten it, one that has ended still stands there.
    oldSecretEndsAt: row.old_secret_until !== null && row.old_secret_until > new Date() ? row.old_secret_until : null,
    createdBy: row.created_by,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    disabledReason: row.disabled_reason,
  };
}

function shownDelivery(row: ShownDelivery) {
  return {
    id: row.id,
    eventId: row.event_id,
    type: row.type,
    actionId: row.action_id,
    state: row.state,
    attempts: row.attempts,
    lastAttemptAt: row.last_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
    nextAttemptAt: row.next_at,
    createdAt: row.created_at,
  };
}
