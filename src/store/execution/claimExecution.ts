import { sql } from 'kysely';
import { actorOf } from '../../domain/actor.ts';
import { autoExecuteRule } from '../../domain/autoExecute.ts';
import { type Command, isDue, nextWake, type Wake } from '../../domain/decide.ts';
import { isOutcome, type Outcome } from '../../domain/lifecycle.ts';
import { lockAction, readEffectiveSettings } from '../actions/actionRow.ts';
import { transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { countedColumns, decisionColumns } from '../decisions/decideAction.ts';
import { findApproverObstacles, findObstacles, type SendingMeans } from '../decisions/executability.ts';
import { stateOf } from '../decisions/standing.ts';
import { approvalOf, callOff, hold, refuseWindow, SWITCHED_OFF } from './askAgain.ts';
import { findDelivery, lease, lockDelivery, STEP } from './deliveries.ts';
import { FORGOTTEN } from './forgotten.ts';
import { countedBy } from './leaving.ts';
import { byTheClock, keepWaiting } from './postpone.ts';
import { settleFailed } from './settle.ts';

export type Claim =
  /**
   * This attempt may carry the effect out; `inDoubt`: an earlier one may have done so already, ask first.
   * `sentAgoMs`: how long ago, by Postgres's clock, the last attempt began to send; 0 where none did.
   * `obstacles`: what stands in the way of doing it again; only where in doubt can there be any.
   */
  | { kind: 'claimed'; action: ActionRow; attempt: number; inDoubt: boolean; sentAgoMs: number; obstacles: string[] }
  /** The row calls for no execution (yet): when to look again. */
  | { kind: 'deferred'; wake: Wake }
  /** It has ended already. */
  | { kind: 'settled'; outcome: Outcome };

export interface Looking {
  /** Epoch milliseconds: for which moment it is looked at, where that is later than Postgres's clock says. */
  atMs: number;
}

/**
 * What an action calls for by itself, without executing anything: an action whose time has passed expires.
 *
 * @throws ActionNotFoundError
 */
export function lookAt(db: Db, actionId: string, { atMs }: Looking): Promise<Exclude<Claim, { kind: 'claimed' }>> {
  return db.transaction().execute(async (tx) => {
    const { row, now } = await lockAction(tx, actionId);
    return standingOf(tx, row, Math.max(now.getTime(), atMs));
  });
}

async function standingOf(tx: Tx, row: ActionRow, nowMs: number): Promise<Exclude<Claim, { kind: 'claimed' }>> {
  const state = stateOf(row);
  if (isDue(state, nowMs) === 'expire') return { kind: 'settled', outcome: await expire(tx, row, nowMs) };
  const wake = nextWake(state, nowMs);
  if (wake !== null) return { kind: 'deferred', wake };
  if (!isOutcome(row.status)) throw new Error(`an action that is ${row.status} calls for something`);
  return { kind: 'settled', outcome: row.status };
}

async function expire(tx: Tx, row: ActionRow, nowMs: number): Promise<Outcome> {
  const command: Command = { ...byTheClock(nowMs), type: 'expire', id: `expire:${row.expires_at.toISOString()}` };
  await transition(tx, row, {
    to: 'expired',
    columns: decisionColumns(command),
    entry: { ...byTheClock(nowMs), commandId: command.id, command: 'expire' },
  });
  return 'expired';
}

/**
 * The right to send, where the row calls for an execution now: what was approved, what was approved with a window that has
 * passed, or what executes by itself and is still switched on. What can be known beforehand is checked here once more,
 * suppression and who has left included, so that nothing can come between the check and the claim. Whose approval it was is
 * judged until the execution begins: a decision that is being carried out stands.
 *
 * @param options.fencedAttempt an attempt that is known, though not from here, to have had the right to send. Where the ledger knows
 * it not, Postgres was restored from a backup, and the action is in doubt, whatever its row says.
 * @throws ActionNotFoundError
 */
export function claimExecution(
  db: Db,
  actionId: string,
  options: Looking & { means: SendingMeans; leaseMs: number; fencedAttempt?: number },
): Promise<Claim> {
  return db.transaction().execute(async (tx): Promise<Claim> => {
    const { row, now, rules } = await lockAction(tx, actionId);
    const nowMs = Math.max(now.getTime(), options.atMs);
    const { fencedAttempt = 0 } = options;
    const isForgotten = fencedAttempt > 0 && !isOutcome(row.status) && (await lastAttempt(tx, row)) < fencedAttempt;
    const due =
      isForgotten && row.executing_at === null && row.status === 'pending' ? 'forgotten' : isDue(stateOf(row), nowMs);
    if (due === null || due === 'expire') return standingOf(tx, row, nowMs);
    if (due === 'auto_execute' && !(await isSwitchedOn(tx, row))) {
      return standingOf(tx, await callOff(tx, row, SWITCHED_OFF, nowMs), nowMs);
    }
    const obstacles = [...(await approverObstacles(tx, row)), ...(await findObstacles(tx, row, options.means))];
    if (due === 'window_passed' && obstacles.length > 0) {
      return standingOf(tx, await refuseWindow(tx, row, obstacles, nowMs), nowMs);
    }
    if (rules !== null && obstacles.length === 0 && due !== 'forgotten' && !isForgotten) {
      const kept = await keepWaiting(tx, row, { rules, nowMs });
      if (kept !== undefined) {
        const held = 'row' in kept ? kept.row : await hold(tx, row, due, kept.held, nowMs);
        return standingOf(tx, held, nowMs);
      }
    }
    if (due === 'forgotten') obstacles.push(`its approval is lost, as ${FORGOTTEN}: retry it to approve it again`);
    const action = due === 'decided' ? row : await begin(tx, row, due, nowMs);
    if (obstacles.length === 0 && !isForgotten && (await claimFirst(tx, action, row, options.leaseMs))) {
      return { kind: 'claimed', action, attempt: 1, inDoubt: false, sentAgoMs: 0, obstacles };
    }
    const delivery = await lockDelivery(tx, action);
    const inDoubt = isForgotten || delivery.state === 'sending';
    // What may have been delivered already is asked about, whatever stands in its way by now.
    if (obstacles.length > 0 && !inDoubt) {
      const failure = { kind: 'not-executable', message: obstacles.join('; ') } as const;
      return { kind: 'settled', outcome: await settleFailed(tx, action, failure, 'refused') };
    }
    const attempt = Math.max(delivery.attempt, isForgotten ? fencedAttempt : 0) + 1;
    const sendNow = due === 'decided' ? delivery.send_now : (row.scheduled_approval?.sendNow ?? false);
    const counted = inDoubt && !isForgotten ? undefined : countedBy(action, sendNow);
    // Begun anew after it was put off: the time for trying begins anew, too.
    const anew = due !== 'decided' && delivery.state === 'free' ? { first_claimed_at: sql<Date>`now()` } : {};
    const { sentAgoMs } = await tx
      .updateTable('deliveries')
      .set({ attempt, lease_until: lease(options.leaseMs), ...doubt(isForgotten, inDoubt), ...counted, ...anew })
      .where('action_id', '=', actionId)
      .where('step', '=', STEP)
      .returning(sql<number>`coalesce(extract(epoch from now() - sending_at)::float8 * 1000, 0)`.as('sentAgoMs'))
      .executeTakeFirstOrThrow();
    return { kind: 'claimed', action, attempt, inDoubt, sentAgoMs, obstacles };
  });
}

/** Claims the first attempt, as nearly all are, with the ledger's row that it makes; false where there is one already. */
async function claimFirst(
  tx: Tx,
  action: ActionRow,
  { scheduled_approval: approval }: ActionRow,
  leaseMs: number,
): Promise<boolean> {
  const { id, workspace_id } = action;
  const counted = countedBy(action, approval?.sendNow ?? false);
  const claimed = { state: 'claimed', attempt: 1, lease_until: lease(leaseMs) } as const;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('deliveries')
    .values({ action_id: id, step: STEP, workspace_id, ...claimed, ...counted })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** In doubt it stays, or becomes again, `sending`; whoever sent last may have done so just now. */
function doubt(isForgotten: boolean, inDoubt: boolean) {
  if (isForgotten) return { state: 'sending' as const, sending_at: sql<Date>`now()` };
  return inDoubt ? {} : { state: 'claimed' as const };
}

/** The last attempt that the ledger knows. */
async function lastAttempt(tx: Tx, row: ActionRow): Promise<number> {
  return (await lockDelivery(tx, row)).attempt;
}

/** Of what is approved, scheduled or not, and not begun yet. */
async function approverObstacles(tx: Tx, row: ActionRow): Promise<string[]> {
  const { standing } = stateOf(row);
  if (row.executing_at !== null || (standing.kind !== 'scheduled' && standing.kind !== 'executing')) return [];
  const { by, channel, at } = standing.kind === 'scheduled' ? standing.approval : standing.decision;
  const obstacles =
    by === null || channel === 'temporal' ? [] : await findApproverObstacles(tx, row.user_id, { by, at });
  if (obstacles.length === 0 || standing.kind !== 'executing') return obstacles;
  const delivery = await findDelivery(tx, row.id);
  // What was tried before this approval was put off since, and voided.
  const hasBegun =
    delivery !== undefined && delivery.attempt > 0 && delivery.first_claimed_at.getTime() >= Date.parse(at);
  return hasBegun ? [] : obstacles;
}

/** The settings as they are now that the automatic execution is due. */
async function isSwitchedOn(tx: Tx, row: ActionRow): Promise<boolean> {
  const { user, workspace, userActive } = await readEffectiveSettings(tx, row.user_id);
  return userActive && autoExecuteRule(user, workspace, row.action_type).enabled;
}

/** Marks as begun what was not decided before: that is a decision of its own, and recorded with it. */
async function begin(
  tx: Tx,
  row: ActionRow,
  due: 'window_passed' | 'auto_execute' | 'forgotten',
  nowMs: number,
): Promise<ActionRow> {
  if (due === 'forgotten') {
    const command: Command = { ...byTheClock(nowMs), channel: 'system', type: 'approve', id: 'forgotten' };
    const begun = await transition(tx, row, {
      columns: { executing_at: sql<Date>`now()`, scheduled_approval: null, ...decisionColumns(command) },
      entry: { ...byTheClock(nowMs), commandId: 'forgotten', command: 'execute', message: FORGOTTEN },
    });
    return begun.row;
  }
  const command: Command =
    due === 'auto_execute'
      ? { ...byTheClock(nowMs), type: 'auto_execute', id: `auto-execute:${row.auto_execute_at?.toISOString()}` }
      : { ...approvalOf(row), type: 'approve' };
  const { type, id, at } = command;
  const begun = await transition(tx, row, {
    to: type === 'approve' ? 'approved' : undefined,
    columns: {
      executing_at: sql<Date>`now()`,
      scheduled_approval: null,
      ...decisionColumns(command),
      ...countedColumns(command, row),
    },
    entry: { ...actorOf(command), commandId: id, command: type, at },
  });
  return begun.row;
}
