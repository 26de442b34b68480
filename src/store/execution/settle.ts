/** How executions end: the ledger's outcome and the action's, always in one transaction. */
import { sql } from 'kysely';
import type { DeliveryResult, DeliveryState, Failure } from '../../domain/delivery.ts';
import { ClaimLostError } from '../../domain/errors.ts';
import { isOutcome, type Outcome } from '../../domain/lifecycle.ts';
import { lockAction } from '../actions/actionRow.ts';
import { itselfTold } from '../actions/outbox.ts';
import { RowChangedError, transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { lockDelivery, STEP } from './deliveries.ts';

/**
 * The effect happened. The action is executed, unless another attempt has taken the delivery over meanwhile. Recorded again,
 * as by an attempt that was not told of its own commit, it is recorded once.
 *
 * @param action as it was claimed: nobody decides on it since
 * @throws ClaimLostError
 */
export async function recordDelivered(
  db: Db,
  action: ActionRow,
  attempt: number,
  result: DeliveryResult,
): Promise<Outcome> {
  try {
    return await db.transaction().execute((tx) => settleDelivered(tx, action, { result, attempt }));
  } catch (error) {
    if (!(error instanceof RowChangedError)) throw error;
    return recordedAlready(db, action.id, attempt);
  }
}

/** What this attempt itself has recorded. @throws ClaimLostError where that was another one */
function recordedAlready(db: Db, actionId: string, attempt: number): Promise<Outcome> {
  return db.transaction().execute(async (tx) => {
    const { row: action } = await lockAction(tx, actionId);
    const delivery = await lockDelivery(tx, action);
    if (isOutcome(action.status) && delivery.state === 'done' && delivery.attempt === attempt) return action.status;
    throw new ClaimLostError(attempt);
  });
}

/**
 * The execution has failed for good: surely not delivered (`refused`), or nobody knows (`unknown`).
 *
 * @throws ClaimLostError
 */
export function recordFailed(
  db: Db,
  actionId: string,
  attempt: number,
  failure: Failure,
  state: 'refused' | 'unknown',
): Promise<Outcome> {
  return db.transaction().execute(async (tx) => {
    const { row: action } = await lockAction(tx, actionId);
    const delivery = await lockDelivery(tx, action);
    if (isOutcome(action.status) || delivery.attempt !== attempt) throw new ClaimLostError(attempt);
    return settleFailed(tx, action, failure, state);
  });
}

/**
 * For an execution that ended without recording: what the ledger and the row say. The attempt's number is raised, so
 * that an attempt which is still alive somewhere can neither send nor record any more. Undefined where the row says that no
 * execution has begun.
 */
export function deriveOutcome(db: Db, actionId: string): Promise<Outcome | undefined> {
  return db.transaction().execute(async (tx): Promise<Outcome | undefined> => {
    const { row: action } = await lockAction(tx, actionId);
    if (isOutcome(action.status)) return action.status;
    if (action.status === 'pending' && action.executing_at === null) return undefined;
    const delivery = await lockDelivery(tx, action);
    if (delivery.state === 'done') return settleExecuted(tx, action, delivery.result ?? {});
    await tx
      .updateTable('deliveries')
      .set({ attempt: delivery.attempt + 1 })
      .where('action_id', '=', actionId)
      .where('step', '=', STEP)
      .execute();
    if (delivery.state === 'sending' || delivery.state === 'unknown') {
      const message = 'the execution ended in the midst of sending: look whether it arrived, then confirm or retry';
      return settleFailed(tx, action, { kind: 'unconfirmed', message }, 'unknown');
    }
    const message = delivery.error?.message ?? 'the execution ended before anything was sent';
    return settleFailed(tx, action, { kind: delivery.error?.kind ?? 'terminated', message }, 'refused');
  });
}

/** Marks a locked action as failed, and its delivery with it. */
export async function settleFailed(
  tx: Tx,
  action: ActionRow,
  failure: Failure,
  state: 'refused' | 'unknown',
): Promise<Outcome> {
  await finishDelivery(tx, action, { state, error: failure });
  await transition(tx, action, {
    to: 'failed',
    columns: { failure: JSON.stringify(failure), ...itselfTold() },
    entry: {
      commandId: 'fail',
      command: 'fail',
      by: null,
      channel: 'system',
      at: new Date(),
      changes: { failure: failure.kind },
      message: failure.message,
    },
  });
  return 'failed';
}

/**
 * Marks an action as executed, and its delivery as done.
 *
 * @param message how that is known, where not from the delivery itself
 */
export async function settleDelivered(
  tx: Tx,
  action: ActionRow,
  { result, attempt, message }: { result: DeliveryResult; attempt?: number; message?: string },
): Promise<Outcome> {
  // The action first, as all who lock both do.
  const outcome = await settleExecuted(tx, action, result, message);
  await finishDelivery(tx, action, { state: 'done', result, attempt });
  return outcome;
}

async function settleExecuted(tx: Tx, action: ActionRow, result: DeliveryResult, message?: string): Promise<Outcome> {
  await transition(tx, action, {
    to: 'executed',
    columns: { executed_at: sql<Date>`now()`, result: JSON.stringify(result), ...itselfTold() },
    entry: { commandId: 'execute', command: 'execute', by: null, channel: 'system', at: new Date(), message },
  });
  return 'executed';
}

interface FinishedDelivery {
  state: Extract<DeliveryState, 'done' | 'refused' | 'unknown'>;
  result?: DeliveryResult;
  error?: Failure;
  /** Where given, only this attempt's claim is finished. */
  attempt?: number;
}

async function finishDelivery(tx: Tx, action: ActionRow, { state, attempt, ...told }: FinishedDelivery): Promise<void> {
  if (attempt === undefined) await lockDelivery(tx, action);
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set({
      state,
      result: told.result === undefined ? null : JSON.stringify(told.result),
      error: told.error === undefined ? null : JSON.stringify(told.error),
      finished_at: sql<Date>`now()`,
    })
    .where('action_id', '=', action.id)
    .where('step', '=', STEP)
    .$if(attempt !== undefined, (update) => update.where('attempt', '=', attempt ?? 0))
    .executeTakeFirst();
  if (attempt !== undefined && numUpdatedRows === 0n) throw new ClaimLostError(attempt);
}
