/**
 * The deliveries ledger: which attempt may carry an effect out, and what came of it (docs/architecture.md, "The deliveries ledger").
 *
 *     free → claimed(attempt) → sending → done | refused | unknown
 *
 * Every claim raises the attempt's number and each later write names it, so an attempt that was overtaken writes
 * nothing but evidence.
 */

import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { DeliveryError, type Failure } from '../../domain/delivery.ts';
import { ClaimLostError, hasLeft } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { DELIVERY_COLUMNS } from '../database/columns.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow, DeliveriesTable } from '../database/schema.ts';

/** Every action has one outgoing effect; a second one would be a second step. */
export const STEP = 'execute';

/** Until when, by Postgres's clock, an attempt counts as alive. */
export function lease(leaseMs: number): RawBuilder<Date> {
  return sql<Date>`now() + ${leaseMs} * interval '1 millisecond'`;
}

/** The ledger's row of an action, made where there is none, locked until the transaction ends. */
export function lockDelivery(tx: Tx, action: ActionRow): Promise<Selectable<DeliveriesTable>> {
  return tx
    .insertInto('deliveries')
    .values({ action_id: action.id, step: STEP, workspace_id: action.workspace_id, state: 'free' })
    .onConflict((conflict) =>
      // An update that changes nothing: the one statement that makes, locks and reads.
      conflict.columns(['action_id', 'step']).doUpdateSet({ step: STEP }),
    )
    .returning(DELIVERY_COLUMNS)
    .executeTakeFirstOrThrow();
}

/** The ledger's row of an action, if there is one, locked until the transaction ends: attempts write it without the action's lock. */
export function findDelivery(tx: Tx, actionId: string): Promise<Selectable<DeliveriesTable> | undefined> {
  return tx
    .selectFrom('deliveries')
    .select(DELIVERY_COLUMNS)
    .where('action_id', '=', actionId)
    .where('step', '=', STEP)
    .forUpdate()
    .executeTakeFirst();
}

/**
 * The fence: claimed → sending, where the claim is still this attempt's own. Nothing irrevocable may be sent before. Whoever has
 * left since the claim is asked for here once more: nothing leaves in his name after his leaving.
 *
 * @throws ClaimLostError
 * @throws DeliveryError permanent, where the action's owner has left
 */
export async function markSending(db: Db, actionId: string, attempt: number, leaseMs: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ state: 'sending', sending_at: sql<Date>`now()`, lease_until: lease(leaseMs) })
    .where('action_id', '=', actionId)
    .where('step', '=', STEP)
    .where('attempt', '=', attempt)
    .where('state', '=', 'claimed')
    .where(({ not, exists }) => not(exists(leaverOf(db, actionId))))
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  const leaver = await leaverOf(db, actionId).executeTakeFirst();
  throw leaver === undefined ? new ClaimLostError(attempt) : new DeliveryError('permanent', hasLeft(leaver.name));
}

/** The action's owner, where he has left. */
function leaverOf(db: Db, actionId: string) {
  return db
    .selectFrom('pending_autonomous_actions as a')
    .innerJoin('users as owner', 'owner.id', 'a.user_id')
    .select('owner.display_name as name')
    .where('a.id', '=', actionId)
    .where('owner.deactivated_at', 'is not', null);
}

/** The other side was asked and surely has nothing: the attempt may send after all. */
export async function clearDoubt(db: Db, actionId: string, attempt: number): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('deliveries')
    .set({ state: 'claimed' })
    .where('action_id', '=', actionId)
    .where('step', '=', STEP)
    .where('attempt', '=', attempt)
    .where('state', '=', 'sending')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new ClaimLostError(attempt);
}

/**
 * Notes a failure that another attempt may mend. Surely not delivered: the row is free again; otherwise it stays
 * `sending`, for the next attempt to ask. Answers how long ago the first attempt was, in milliseconds.
 *
 * @throws ClaimLostError
 */
export async function noteFailedAttempt(
  db: Db,
  actionId: string,
  attempt: number,
  failed: { error: Failure; delivered: 'no' | 'unknown' },
): Promise<number> {
  const row = await db
    .updateTable('deliveries')
    .set({ error: JSON.stringify(failed.error), state: failed.delivered === 'no' ? 'free' : undefined })
    .where('action_id', '=', actionId)
    .where('step', '=', STEP)
    .where('attempt', '=', attempt)
    .where('state', 'in', ['claimed', 'sending'])
    .returning(sql<number>`extract(epoch from now() - first_claimed_at)::float8 * 1000`.as('sinceFirstMs'))
    .executeTakeFirst();
  if (row === undefined) throw new ClaimLostError(attempt);
  return row.sinceFirstMs;
}

/** Keeps what an overtaken attempt found out, for people to read. */
export async function keepLateResult(db: Db, actionId: string, late: Json): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ late_results: sql`late_results || ${JSON.stringify([late])}::jsonb` })
    .where('action_id', '=', actionId)
    .where('step', '=', STEP)
    .execute();
}

/** Whether, by Postgres's clock, an attempt at the action's effect may still be alive. */
export function isLeased(db: Db, actionId: string): Promise<boolean> {
  return isThere(db, actionId, sql<SqlBool>`lease_until > now()`);
}

/** Whether an attempt at the action's effect was ever begun. */
export function wasAttempted(db: Db, actionId: string): Promise<boolean> {
  return isThere(db, actionId, sql<SqlBool>`attempt > 0`);
}

async function isThere(db: Db, actionId: string, condition: RawBuilder<SqlBool>): Promise<boolean> {
  const found = await db
    .selectFrom('deliveries')
    .select('action_id')
    .where('action_id', '=', actionId)
    .where(condition)
    .executeTakeFirst();
  return found !== undefined;
}
