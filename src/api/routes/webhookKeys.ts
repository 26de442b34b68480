/** With what senders of the generic webhook sign. */
import { addWebhookKey, listWebhookKeys, replaceWebhookKey, revokeWebhookKey } from '../../store/access/webhookKeys.ts';
import { actingIn, callerOf } from '../authenticate.ts';
import type { Api, RouteDeps } from '../deps.ts';
import { notFound } from '../problems.ts';
import {
  madeWebhookKey,
  newWebhookKey,
  replacedWebhookKey,
  replaceWebhookKeyBody,
  webhookKeyParams,
  webhookKeysAnswer,
} from '../schemas/connections.ts';
import { problems, problemsOfKeys, problemsOfOne } from '../schemas/problem.ts';
import { nothing } from '../schemas/session.ts';

const tags = ['connections'];
const config = { verb: 'connections.manage' } as const;
/** A secret is shown. */
const makes = { ...config, needsFreshSignIn: true };

export function webhookKeyRoutes(api: Api, { db, publicUrl = '' }: RouteDeps): void {
  const target = `${publicUrl.replace(/\/+$/, '')}/webhooks/crm`;

  api.get(
    '/webhook-keys',
    {
      config,
      schema: {
        tags,
        operationId: 'listWebhookKeys',
        summary: 'List the keys of the generic webhook, without their secrets',
        response: { 200: webhookKeysAnswer, ...problems },
      },
    },
    async (request) => {
      const keys = await listWebhookKeys(db, callerOf(request).workspaceId);
      return {
        target,
        items: keys.map((key) => ({
          id: key.id,
          label: key.label,
          createdAt: key.created_at,
          lastUsedAt: key.last_used_at,
          expiresAt: key.expires_at,
          revokedAt: key.revoked_at,
        })),
      };
    },
  );

  api.post(
    '/webhook-keys',
    {
      config: makes,
      schema: {
        tags,
        operationId: 'makeWebhookKey',
        summary: 'Make a key for the generic webhook and show its secret this once',
        body: newWebhookKey,
        response: { 201: madeWebhookKey, ...problemsOfKeys },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      return reply.code(201).send(await addWebhookKey(db, workspaceId, request.body.label, actingIn(request)));
    },
  );

  api.post(
    '/webhook-keys/:id/replace',
    {
      config: makes,
      schema: {
        tags,
        operationId: 'replaceWebhookKey',
        summary: 'Make another key of the same name, and let this one end after some hours',
        params: webhookKeyParams,
        body: replaceWebhookKeyBody,
        response: { 201: replacedWebhookKey, ...problemsOfKeys },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const { workspaceId } = callerOf(request);
      const made = await replaceWebhookKey(db, workspaceId, params.id, body.overlapHours, actingIn(request));
      if (made === undefined) throw notFound('key in force');
      return reply.code(201).send(made);
    },
  );

  api.delete(
    '/webhook-keys/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'revokeWebhookKey',
        summary: 'Revoke a key, at once',
        params: webhookKeyParams,
        response: { 204: nothing, ...problemsOfOne },
      },
    },
    async (request, reply) => {
      const { workspaceId } = callerOf(request);
      if (!(await revokeWebhookKey(db, workspaceId, request.params.id, actingIn(request))))
        throw notFound('key in force');
      return reply.code(204).send(null);
    },
  );
}
