/** One attempt to deliver an outgoing webhook. */
import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { cloudEvent, turnDelayMs } from '../domain/webhooks.ts';
import type { SendDeps } from '../integrations/webhooks/send.ts';
import { sendWebhook } from '../integrations/webhooks/send.ts';
import type { Db } from '../store/database/db.ts';
import { decrypt } from '../store/people/encryption.ts';
import { type Attempt, beginAttempt, recordAttempt } from '../store/webhooks/attempts.ts';
import { secretContext } from '../store/webhooks/endpoints.ts';
import type { WebhookActivities } from './webhookContract.ts';

/** Standard Webhooks 1.0 recommends 15 to 30 s. */
const TIMEOUT_MS = 15_000;

/** What delivering webhooks needs. */
export interface WebhookDeps {
  db: Db;
  /** Opens the endpoints' secrets. */
  secretKey: string | undefined;
  /** The events' source. */
  publicUrl: string;
  networks: SendDeps['networks'];
  /** DNS unless a test has its own. */
  resolve?: SendDeps['resolve'];
  /** How long a receiver may take; 15 s unless a test has less. */
  timeoutMs?: number;
}

/**
 * The activities that deliver webhooks. What a receiver does, or does not, is a result and recorded as one; what fails is only
 * what is ours, such as the database, and is tried again soon; and what has to wait for its turn, by which no attempt is counted.
 */
export function createWebhookActivities(deps: WebhookDeps): WebhookActivities {
  return {
    async deliverWebhook({ deliveryId }) {
      const attempt = await beginAttempt(deps.db, deliveryId);
      if (attempt === undefined) return {};
      if (attempt === 'busy') throw notYet(activityInfo().attempt);
      const outcome = await send(deps, attempt);
      const againAfterMs = await recordAttempt(deps.db, deliveryId, attempt.url, outcome, Math.random());
      return againAfterMs === undefined ? {} : { againAfterMs };
    },
  };
}

/** Temporal comes back by itself, and writes nothing into the history for it. */
function notYet(times: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'endpoint-busy',
    message: 'the endpoint has as many attempts under way as it may',
    nextRetryDelay: turnDelayMs(times, Math.random()),
    category: ApplicationFailureCategory.BENIGN,
  });
}

async function send(deps: WebhookDeps, { endpointId, url, secrets, eventId: id, actionId, ...event }: Attempt) {
  const opened = await open(deps.secretKey, secrets, endpointId);
  if (opened === undefined) return { error: 'the worker has no key that opens the secret: rotate it' };
  const body = cloudEvent(deps.publicUrl.replace(/\/+$/, ''), { ...event, id, subject: actionId ?? undefined });
  const { networks, resolve, timeoutMs = TIMEOUT_MS } = deps;
  // A worker that stops waits for no receiver: what was cut off is attempted again, and receivers tell it by its webhook-id.
  const stop = cancellationSignal();
  return sendWebhook({ url, id, body, secrets: opened }, { networks, resolve, timeoutMs, stop });
}

/** Undefined where one cannot be opened: signed with the other alone it would look as if somebody else had sent it. */
async function open(secretKey = '', sealed: Buffer[], endpointId: string): Promise<string[] | undefined> {
  if (secretKey === '') return undefined;
  const opened = sealed.map((value) => decrypt(secretKey, value, secretContext(endpointId)));
  return Promise.all(opened).catch(() => undefined);
}
