/** Deliveries on their way: taken by the relay, which starts their workflows, and attempted by these. The row decides what comes next. */
import { sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import { SYSTEM } from '../../domain/securityEvents.ts';
import {
  type AttemptOutcome,
  isGone,
  isTaken,
  retryDelayMs,
  type WebhookDeliveryState,
} from '../../domain/webhooks.ts';
import type { Db, Tx } from '../database/db.ts';
import { note } from './endpoints.ts';

/** Whoever takes one has started its workflow by then, else somebody else tries. */
const LEASE_SECONDS = 15;
/** For so long after it should have done something a workflow is not asked after. */
const SILENT_SECONDS = 60 * 60;
/** Nothing of ours or of the receiver's is to make a row large. */
const MAX_ERROR_LENGTH = 200;

export interface DueDelivery {
  id: string;
  type: string;
}

/** Takes deliveries that no workflow has, those due the longest first; and those of workflows that have long been silent. */
export async function takeDue(db: Db, limit: number): Promise<DueDelivery[]> {
  const { rows } = await sql<DueDelivery>`
    update webhook_deliveries set look_at = now() + ${LEASE_SECONDS} * interval '1 second'
    where id in (
      select id from webhook_deliveries where state in ('new', 'trying') and look_at <= now()
      order by look_at limit ${limit} for update skip locked)
    returning id, type`.execute(db);
  return rows;
}

/** Their workflows are there. Some may have come to an end by now. */
export async function markStarted(db: Db, ids: string[]): Promise<void> {
  await sql`
    update webhook_deliveries
    set state = 'trying', look_at = greatest(look_at, now() + ${SILENT_SECONDS} * interval '1 second')
    where id = any(${ids}::uuid[]) and state in ('new', 'trying')`.execute(db);
}

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
  occurredAt: Date;
}

/** Undefined where there is nothing to send (any more). What its endpoint no longer takes is dropped. */
export async function beginAttempt(db: Db, id: string): Promise<Attempt | undefined> {
  const found = await db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('webhook_endpoints as e', 'e.id', 'd.endpoint_id')
    .select(['e.id as endpointId', 'e.url', 'e.secret', 'e.disabled_at as disabledAt'])
    .select(sql<Buffer | null>`case when e.old_secret_until > now() then e.old_secret end`.as('oldSecret'))
    .select(['d.event_id as eventId', 'd.type', 'd.action_id as actionId', 'd.data', 'd.occurred_at as occurredAt'])
    .where('d.id', '=', id)
    .where('d.state', 'in', ['new', 'trying'])
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { secret, oldSecret, disabledAt, ...attempt } = found;
  if (disabledAt === null) return { ...attempt, secrets: oldSecret === null ? [secret] : [secret, oldSecret] };
  await db
    .updateTable('webhook_deliveries')
    .set({ state: 'dropped', last_error: 'the endpoint was disabled', next_at: null })
    .where('id', '=', id)
    .where('state', 'in', ['new', 'trying'])
    .execute();
  return undefined;
}

/**
 * Keeps what came of an attempt, and answers in how many milliseconds the next one is; undefined: there is none. An endpoint that is
 * gone is disabled by it.
 *
 * @param random from 0 up to 1: see retryDelayMs
 */
export function recordAttempt(
  db: Db,
  id: string,
  outcome: AttemptOutcome,
  random: number,
): Promise<number | undefined> {
  return db.transaction().execute(async (tx) => {
    const found = await tx
      .selectFrom('webhook_deliveries')
      .select(['endpoint_id', 'state', 'attempts'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    // Removed with its endpoint meanwhile.
    if (found === undefined) return undefined;
    const attempts = found.attempts + 1;
    const isOver = isTaken(outcome) || isGone(outcome) || !isUnderWay(found.state);
    const delayMs = isOver ? undefined : retryDelayMs(attempts, random);
    const later = (ms: number) => sql<Date>`now() + ${ms} * interval '1 millisecond'`;
    await tx
      .updateTable('webhook_deliveries')
      .set({
        attempts,
        state: stateAfter(found.state, outcome, delayMs),
        last_at: sql<Date>`now()`,
        last_status: 'status' in outcome ? outcome.status : null,
        last_error: 'error' in outcome ? outcome.error.slice(0, MAX_ERROR_LENGTH) : null,
        next_at: delayMs === undefined ? null : later(delayMs),
        ...(delayMs === undefined ? {} : { look_at: later(delayMs + SILENT_SECONDS * 1_000) }),
      })
      .where('id', '=', id)
      .execute();
    if (isGone(outcome)) await disableGone(tx, found.endpoint_id);
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

async function disableGone(tx: Tx, endpointId: string): Promise<void> {
  const disabled = await tx
    .updateTable('webhook_endpoints')
    .set({ disabled_at: sql<Date>`now()`, disabled_reason: 'gone' })
    .where('id', '=', endpointId)
    .where('disabled_at', 'is', null)
    .returning(['id', 'url', 'workspace_id'])
    .executeTakeFirst();
  if (disabled !== undefined) await note(tx, SYSTEM, disabled.workspace_id, 'webhook_endpoint_gone', disabled);
}
