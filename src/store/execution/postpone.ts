/** An email whose moment has come by its approval, and by the workspace's send window or caps has not: it waits on, and its trail says so. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { ScheduledApproval } from '../../domain/decide.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Leave, SendingRules, WaitsFor } from '../../domain/sendingRules.ts';
import { type Change, transition } from '../actions/transition.ts';
import type { Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { leavingOf, momentOf } from '../decisions/decideAction.ts';
import { decisionOn, stateOf } from '../decisions/standing.ts';
import { findDelivery, STEP } from './deliveries.ts';
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
 * Keeps what would be begun now, or tried again, where the rules say so; undefined where it may leave. Whoever is let go counts as
 * sent for whoever asks next: the caps are locked until the transaction ends. What had begun and has surely not left, as its server
 * or worker was away, waits again as before it began, and can be undone and cancelled as then.
 */
export async function keepWaiting(
  tx: Tx,
  row: ActionRow,
  { rules, nowMs }: { rules: SendingRules; nowMs: number },
): Promise<Kept | undefined> {
  const mail = mailOf(row);
  if (mail === undefined) return undefined;
  const begun = hasBegun(row) ? await findDelivery(tx, row.id) : undefined;
  // It may have left: that is asked first.
  if (begun?.state === 'sending') return undefined;
  await lockCaps(tx, rules, mail);
  const before = hasBegun(row) ? unbegun(row, begun?.send_now ?? false) : row;
  const { scheduled_approval: approval, auto_execute_at, expires_at } = before;
  const leave = await findLeave(tx, rules, mail, { fromMs: nowMs, sendNow: approval?.sendNow });
  const stop = () => (begun === undefined ? undefined : overtake(tx, row));
  if (leave.kind === 'held') {
    await stop();
    return { held: leave.why };
  }
  if (leave.why === null) return undefined;
  await stop();
  const { at, waits } = leavingOf(leave);
  if (approval !== null) {
    const later = { ...approval, executesAt: at, ...(waits && { waits }) };
    return { row: await putTo(tx, row, leave, { scheduled_approval: JSON.stringify(later) }, momentOf(later), nowMs) };
  }
  if (leave.atMs >= expires_at.getTime())
    return { held: `${REASONS[leave.why]}, and will only be after it has expired` };
  const changes = { autoExecuteAt: { from: auto_execute_at?.toISOString() ?? null, to: at } };
  return { row: await putTo(tx, row, leave, { auto_execute_at: new Date(at) }, changes, nowMs) };
}

/** Whether it is approved for good, or being executed by itself. */
export function hasBegun(row: ActionRow): boolean {
  return stateOf(row).standing.kind === 'executing';
}

/** An action that had begun as it was before: approved, or about to be executed by itself. */
export function unbegun(row: ActionRow, sendNow: boolean): ActionRow {
  const before: ActionRow = { ...row, status: 'pending', executing_at: null };
  if (row.status !== 'approved') return before;
  const { by, channel, at } = decisionOn(row);
  const id = `again:${row.executing_at?.toISOString() ?? at}`;
  // Whoever decided goes with his channel, as the decision was written.
  const approval = { id, by, channel, at, executesAt: at, ...(sendNow && { sendNow }) } as ScheduledApproval;
  return { ...before, scheduled_approval: approval };
}

/** How a row that had begun becomes one that has not. Its key may be another's by now, whose action then waits beside it: it gets one of its own. */
export function toUnbegun(row: ActionRow): Pick<Change, 'to' | 'columns'> {
  if (!hasBegun(row)) return {};
  return {
    to: row.status === 'approved' ? 'pending' : undefined,
    columns: {
      executing_at: null,
      decision: null,
      decided_by: null,
      decision_channel: null,
      decided_at: null,
      dedup_key: sql<string | null>`case when exists (
        select from pending_autonomous_actions as other
        where other.user_id = pending_autonomous_actions.user_id and other.dedup_key = pending_autonomous_actions.dedup_key
          and other.status = 'pending' and other.id <> pending_autonomous_actions.id)
        then dedup_key || ':' || left(id::text, 8) else dedup_key end`,
    },
  };
}

/** An attempt that was only paused neither sends nor records any more. Its row is locked, and is not `sending`. */
async function overtake(tx: Tx, { id }: ActionRow): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'free', attempt: sql<number>`attempt + 1` })
    .where('action_id', '=', id)
    .where('step', '=', STEP)
    .execute();
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
  const { at } = leavingOf(leave);
  const message = leave.why === null ? undefined : `${REASONS[leave.why]}: leaves at ${at}`;
  const entry = { ...byTheClock(nowMs), commandId: `postpone:${randomUUID()}`, command: 'postpone', changes, message };
  const before = toUnbegun(row);
  return (await transition(tx, row, { ...before, columns: { ...before.columns, ...columns }, entry })).row;
}
