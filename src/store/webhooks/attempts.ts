/** Attempts at deliveries, by their workflows: what one needs, and what came of it. The row decides what comes next. */
import { sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import { SYSTEM } from '../../domain/securityEvents.ts';
import {
  type AttemptOutcome,
  ENDPOINT_ATTEMPTS_AT_ONCE,
  isGone,
  isTaken,
  retryDelayMs,
  type WebhookDeliveryState,
} from '../../domain/webhooks.ts';
import type { Db, Tx } from '../database/db.ts';
import { noteEndpoint } from './endpoints.ts';
import { SILENT_SECONDS } from './outbox.ts';

/** An attempt that has told nothing by then is over: Temporal has given it up before (workflows/deliverWebhook.ts). */
const ATTEMPT_SECONDS = 90;
/** The workflow that puts its delivery back has ended by then, and another one can begin. */
const ENDED_SECONDS = 15;
/** Nothing of ours or of the receiver's is to make a row large. */
const MAX_ERROR_LENGTH = 200;

/** What an attempt needs: the event, and where and with what it is sent. */
export interface Attempt {
  endpointId: string;
  url: string;
  /** Sealed; the newest first. */
  secrets: Buffer[];
  eventId: string;
  type: string;
  actionId: string | null;
  data: JsonObject;
  /** RFC 3339, in UTC, to the microsecond: two changes of one action may lie within a millisecond. */
  occurredAt: string;
}

/**
 * `busy`: its endpoint has as many attempts under way as it may; later. Undefined where there is nothing to send (any more): it was delivered, or
 * its endpoint is disabled, for which it waits without a workflow, or removed.
 */
export function beginAttempt(db: Db, id: string): Promise<Attempt | 'busy' | undefined> {
  return db.transaction().execute(async (tx) => {
    const endpoint = await lockEndpointOf(tx, id);
    if (endpoint === undefined) return undefined;
    if (endpoint.isDisabled) {
      await putBack(tx, id);
      return undefined;
    }
    if ((await countOthers(tx, endpoint.id, id)) >= ENDPOINT_ATTEMPTS_AT_ONCE) return 'busy';
    const event = await tx
      .updateTable('webhook_deliveries')
      .set({ attempting_until: sql<Date>`now() + ${ATTEMPT_SECONDS} * interval '1 second'` })
      .where('id', '=', id)
      .where('state', 'in', ['new', 'trying'])
      .returning(['event_id as eventId', 'type', 'action_id as actionId', 'data'])
      .returning(sql<string>`to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('occurredAt'))
      .executeTakeFirst();
    if (event === undefined) return undefined;
    const { secret, oldSecret, url } = endpoint;
    return { ...event, endpointId: endpoint.id, url, secrets: oldSecret === null ? [secret] : [secret, oldSecret] };
  });
}

/** Everywhere the endpoint is locked before its deliveries. What actions tell of does not wait for it. */
function lockEndpointOf(tx: Tx, deliveryId: string) {
  return tx
    .selectFrom('webhook_endpoints')
    .select(['id', 'url', 'secret'])
    .select(sql<Buffer | null>`case when old_secret_until > now() then old_secret end`.as('oldSecret'))
    .select(({ eb }) => eb('disabled_at', 'is not', null).as('isDisabled'))
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('webhook_deliveries').select('endpoint_id').where('webhook_deliveries.id', '=', deliveryId),
    )
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** It waits until its endpoint is enabled; then the relay has another workflow begun. */
async function putBack(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'new', next_at: null, look_at: sql<Date>`now() + ${ENDED_SECONDS} * interval '1 second'` })
    .where('id', '=', id)
    .where('state', 'in', ['new', 'trying'])
    .execute();
}

async function countOthers(tx: Tx, endpointId: string, id: string): Promise<number> {
  const { count } = await tx
    .selectFrom('webhook_deliveries')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('endpoint_id', '=', endpointId)
    .where('attempting_until', '>', sql<Date>`now()`)
    .where('id', '<>', id)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Keeps what came of an attempt, and answers in how many milliseconds the next one is; undefined: there is none. An endpoint that is
 * gone is disabled by it.
 *
 * @param url where it was sent: what says of itself that it is gone is that address, and not one that the endpoint has been given since
 * @param random from 0 up to 1: see retryDelayMs
 */
export function recordAttempt(
  db: Db,
  id: string,
  url: string,
  outcome: AttemptOutcome,
  random: number,
): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    if (isGone(outcome)) await disableGone(tx, id, url);
    const found = await tx
      .selectFrom('webhook_deliveries')
      .select(['state', 'attempts'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    // Removed with its endpoint meanwhile.
    if (found === undefined) return undefined;
    const attempts = found.attempts + 1;
    const isOver = isTaken(outcome) || !isUnderWay(found.state);
    const delayMs = isOver ? undefined : retryDelayMs(attempts, random);
    const later = (ms: number) => sql<Date>`now() + ${ms} * interval '1 millisecond'`;
    await tx
      .updateTable('webhook_deliveries')
      .set({
        attempts,
        state: stateAfter(found.state, outcome, delayMs),
        attempting_until: null,
        last_at: sql<Date>`now()`,
        last_status: 'status' in outcome ? outcome.status : null,
        last_error: 'error' in outcome ? outcome.error.slice(0, MAX_ERROR_LENGTH) : null,
        next_at: delayMs === undefined ? null : later(delayMs),
        ...(delayMs === undefined ? {} : { look_at: later(delayMs + SILENT_SECONDS * 1_000) }),
      })
      .where('id', '=', id)
      .execute();
    return delayMs;
  });
}

function isUnderWay(state: WebhookDeliveryState): boolean {
  return state === 'new' || state === 'trying';
}

/** One that was dropped while its last attempt was under way is delivered all the same where the receiver took it. */
function stateAfter(state: WebhookDeliveryState, outcome: AttemptOutcome, delayMs?: number): WebhookDeliveryState {
  if (isTaken(outcome)) return 'delivered';
  if (!isUnderWay(state)) return state;
  return delayMs === undefined ? 'failed' : 'trying';
}

/** What was sent there and not taken waits like all else of a disabled endpoint. */
async function disableGone(tx: Tx, deliveryId: string, url: string): Promise<void> {
  const endpoint = await lockEndpointOf(tx, deliveryId);
  if (endpoint === undefined || endpoint.isDisabled || endpoint.url !== url) return;
  const { workspace_id: workspaceId } = await tx
    .updateTable('webhook_endpoints')
    .set({ disabled_at: sql<Date>`now()`, disabled_reason: 'gone' })
    .where('id', '=', endpoint.id)
    .returning('workspace_id')
    .executeTakeFirstOrThrow();
  await noteEndpoint(tx, SYSTEM, workspaceId, 'webhook_endpoint_gone', endpoint);
}
