/** An email whose moment has come by its approval, and by the workspace's send window or caps has not: it waits on, and its trail says so. */
import { sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import type { Leave, SendingRules, WaitsFor } from '../../domain/sendingRules.ts';
import { recordAudit } from '../actions/audit.ts';
import { transition } from '../actions/transition.ts';
import type { Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { leavingOf, momentOf } from '../decisions/decideAction.ts';
import { STEP } from './deliveries.ts';
import { findLeave, lockCaps, mailOf } from './leaving.ts';

/** Nobody's doing but the clock's. */
export function byTheClock(nowMs: number) {
  return { by: null, channel: 'timer' as const, at: new Date(nowMs).toISOString() };
}

/** The row as it waits now, or why nobody knows until when it would have to. */
export type Kept = { row: ActionRow } | { held: string };

const REASONS: Readonly<Record<WaitsFor, string>> = {
  window: 'the contact is not at work',
  cap: 'as many emails have been sent as the workspace lets be sent',
};

/**
 * Keeps what would be begun now where the rules say so; undefined where it may leave. Whoever is let go counts as sent for
 * whoever asks next: the caps are locked until the transaction ends.
 */
export async function keepWaiting(
  tx: Tx,
  row: ActionRow,
  { rules, due, nowMs }: { rules: SendingRules; due: 'window_passed' | 'auto_execute'; nowMs: number },
): Promise<Kept | undefined> {
  const mail = mailOf(row);
  if (mail === undefined) return undefined;
  await lockCaps(tx, rules, mail);
  const { scheduled_approval: approval, auto_execute_at, expires_at } = row;
  const leave = await findLeave(tx, rules, mail, { fromMs: nowMs, sendNow: approval?.sendNow });
  if (leave.kind === 'held') return { held: leave.why };
  if (leave.why === null) return undefined;
  const { at, waits } = leavingOf(leave);
  if (due === 'window_passed' && approval !== null) {
    const later = { ...approval, executesAt: at, ...(waits && { waits }) };
    return { row: await putTo(tx, row, leave, { scheduled_approval: JSON.stringify(later) }, momentOf(later), nowMs) };
  }
  if (leave.atMs >= expires_at.getTime())
    return { held: `${REASONS[leave.why]}, and will only be after it has expired` };
  const changes = { autoExecuteAt: { from: auto_execute_at?.toISOString() ?? null, to: at } };
  return { row: await putTo(tx, row, leave, { auto_execute_at: new Date(at) }, changes, nowMs) };
}

type At = Extract<Leave, { kind: 'at' }>;

async function putTo(
  tx: Tx,
  row: ActionRow,
  leave: At,
  columns: { scheduled_approval: string } | { auto_execute_at: Date },
  changes: JsonObject,
  nowMs: number,
): Promise<ActionRow> {
  return (await transition(tx, row, { columns, entry: entryOf(leave, changes, nowMs) })).row;
}

/**
 * The same of what has begun and was surely not sent, as its worker was away: answers until when it waits, in epoch
 * milliseconds; undefined where it may go on. It keeps its place under the caps, and its time for trying begins anew.
 */
export async function putOff(
  tx: Tx,
  action: ActionRow,
  { rules, sendNow, nowMs }: { rules: SendingRules; sendNow: boolean; nowMs: number },
): Promise<number | undefined> {
  const mail = mailOf(action);
  if (mail === undefined) return undefined;
  const leave = await findLeave(tx, { ...rules, caps: {} }, mail, { fromMs: nowMs, sendNow });
  if (leave.kind === 'held' || leave.why === null) return undefined;
  await tx
    .updateTable('deliveries')
    // Free: an attempt that was only paused does not send meanwhile.
    .set({ state: 'free', first_claimed_at: sql<Date>`to_timestamp(${leave.atMs / 1_000})` })
    .where('action_id', '=', action.id)
    .where('step', '=', STEP)
    .execute();
  await recordAudit(tx, action, entryOf(leave, momentOf({ executesAt: leavingOf(leave).at }), nowMs));
  return leave.atMs;
}

function entryOf(leave: At, changes: JsonObject, nowMs: number) {
  const { at } = leavingOf(leave);
  const message = leave.why === null ? undefined : `${REASONS[leave.why]}: leaves at ${at}`;
  return { ...byTheClock(nowMs), commandId: `postpone:${at}`, command: 'postpone', changes, message };
}
