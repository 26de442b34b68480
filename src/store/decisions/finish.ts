/**
 * What a person does about a failed action, after its workflow has closed: confirm the delivery, retry it, or say that it
 * is taken care of. The API itself writes these, each in one transaction that locks the failed row, so that they exclude
 * each other.
 */

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { actorOf, type KnownUser } from '../../domain/actor.ts';
import { type Command, decide } from '../../domain/decide.ts';
import { actionWorkflowId } from '../../domain/dedupKey.ts';
import { EXPIRY_MS } from '../../domain/lifecycle.ts';
import type { SendingRules } from '../../domain/sendingRules.ts';
import type { Scope } from '../access/scope.ts';
import { lockAction } from '../actions/actionRow.ts';
import { recordAudit } from '../actions/audit.ts';
import { findPending, nextOccurrence } from '../actions/situation.ts';
import { transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { lockDelivery, STEP } from '../execution/deliveries.ts';
import { findLeave, type Mail, mailOf } from '../execution/leaving.ts';
import { decisionColumns, leavingOf, momentOf } from './decideAction.ts';
import { stateOf } from './standing.ts';

export interface Finisher {
  actor: KnownUser;
  /** Repeating a request with the same id is answered like the first time. */
  commandId: string;
  /** Whose actions the caller may decide on; absent: everybody's. */
  scope?: Scope;
}

export type Finished =
  /** `actionId`: the action that is executed now, or the new one that the retry made (`made`: its workflow is to be started). */
  | { kind: 'done'; actionId: string; made?: ActionRow }
  | {
      kind: 'refused';
      type: 'not-failed' | 'not-unconfirmed' | 'already-retried' | 'already-dismissed' | 'key-pending';
      message: string;
      /** The retry, or the pending action, that stands in the way. */
      actionId?: string;
    };

/**
 * A person has seen that an unconfirmed delivery did arrive: failed → executed.
 *
 * @throws ActionNotFoundError
 */
export function confirmDelivery(db: Db, actionId: string, by: Finisher): Promise<Finished> {
  return db.transaction().execute(async (tx): Promise<Finished> => {
    const { row: action } = await lockAction(tx, actionId, by.scope);
    if (action.status === 'executed' && (await isRecorded(tx, actionId, by))) return { kind: 'done', actionId };
    const refusal = (await refusalToFinish(tx, action)) ?? refusalToConfirm(action);
    if (refusal !== undefined) return refusal;
    await lockDelivery(tx, action);
    await tx
      .updateTable('deliveries')
      .set({ state: 'done', finished_at: sql<Date>`now()`, result: JSON.stringify({ confirmedBy: by.actor.by }) })
      .where('action_id', '=', actionId)
      .where('step', '=', STEP)
      .execute();
    await transition(tx, action, {
      to: 'executed',
      columns: { executed_at: sql<Date>`now()`, result: JSON.stringify({ confirmedBy: by.actor.by }) },
      entry: {
        commandId: by.commandId,
        command: 'confirm',
        ...by.actor,
        at: new Date(),
        message: 'confirmed that the delivery did arrive',
      },
    });
    return { kind: 'done', actionId };
  });
}

/**
 * A person has taken care of a failure in some other way, or wants nothing more of it: screens keep it in sight no longer.
 * It stays failed, and can still be retried or confirmed.
 *
 * @throws ActionNotFoundError
 */
export function dismissFailure(db: Db, actionId: string, by: Finisher): Promise<Finished> {
  return db.transaction().execute(async (tx): Promise<Finished> => {
    const { row: action } = await lockAction(tx, actionId, by.scope);
    if (await isRecorded(tx, actionId, by)) return { kind: 'done', actionId };
    const refusal = (await refusalToFinish(tx, action)) ?? refusalToDismiss(action);
    if (refusal !== undefined) return refusal;
    await markHandled(tx, actionId, by);
    await recordAudit(tx, action, {
      commandId: by.commandId,
      command: 'dismiss',
      ...by.actor,
      at: new Date(),
    });
    return { kind: 'done', actionId };
  });
}

/** The first to take care of a failure stands. */
async function markHandled(tx: Tx, actionId: string, by: Finisher): Promise<void> {
  await tx
    .updateTable('pending_autonomous_actions')
    .set({ failure_handled_at: sql<Date>`now()`, failure_handled_by: by.actor.by })
    .where('id', '=', actionId)
    .where('status', '=', 'failed')
    .where('failure_handled_at', 'is', null)
    .execute();
}

/** Each round is lost only to another action of the same situation made in between. */
const MAX_ROUNDS = 20;

/**
 * Makes a new action with the same parameters and key, approved in the same step. Its workflow is still to be started.
 *
 * @throws ActionNotFoundError
 */
export async function retryAction(db: Db, actionId: string, by: Finisher): Promise<Finished> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const finished = await db.transaction().execute((tx) => tryRetry(tx, actionId, by));
    if (finished !== undefined) return finished;
  }
  throw new Error(`no decision about the retry after ${MAX_ROUNDS} rounds`);
}

async function tryRetry(tx: Tx, actionId: string, by: Finisher): Promise<Finished | undefined> {
  const { row: action, rules } = await lockAction(tx, actionId, by.scope);
  const retry = await findRetry(tx, actionId);
  if (retry !== undefined && (await isRecorded(tx, actionId, by))) return { kind: 'done', actionId: retry.id };
  const refusal = await refusalToFinish(tx, action);
  if (refusal !== undefined) return refusal;

  const key = action.dedup_key ?? 'none';
  const occurrence = await nextOccurrence(tx, action.user_id, key);
  const id = randomUUID();
  const pending = await tx
    .insertInto('pending_autonomous_actions')
    .values({
      id,
      workspace_id: action.workspace_id,
      user_id: action.user_id,
      trigger_type: action.trigger_type,
      trigger_alert_id: action.trigger_alert_id,
      action_type: action.action_type,
      action_params: JSON.stringify(action.action_params),
      original_params: JSON.stringify(action.original_params),
      draft_version: action.draft_version,
      context_summary: action.context_summary,
      company_id: action.company_id,
      deal_id: action.deal_id,
      subject: JSON.stringify(action.subject),
      crm: action.crm,
      urgency: action.urgency,
      expires_at: sql<Date>`now() + ${EXPIRY_MS} * interval '1 millisecond'`,
      retry_of: actionId,
      dedup_key: key,
      occurrence,
      workflow_id: actionWorkflowId(action.user_id, key, occurrence),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (pending === undefined) {
    const standing = await findPending(tx, action.user_id, key);
    return standing === undefined ? undefined : keyPending(standing.id);
  }
  const row = await approve(tx, pending, by, rules);
  await markHandled(tx, actionId, by);
  await recordAudit(tx, action, {
    commandId: by.commandId,
    command: 'retry',
    ...by.actor,
    at: new Date(),
    changes: { retriedAs: id },
  });
  return { kind: 'done', actionId: id, made: row };
}

async function approve(tx: Tx, pending: ActionRow, by: Finisher, rules: SendingRules | null): Promise<ActionRow> {
  const at = pending.created_at;
  const who = { ...by.actor, at };
  const message = `retry of ${pending.retry_of}`;
  await recordAudit(tx, pending, {
    ...who,
    commandId: 'create',
    command: 'create',
    from: null,
    to: 'pending',
    message,
  });
  const command: Command = { ...by.actor, type: 'approve', id: by.commandId, at: at.toISOString() };
  const mail = mailOf(pending);
  if (rules !== null && mail !== undefined) return schedule(tx, pending, { command, message, rules, mail });
  const approved = await transition(tx, pending, {
    to: 'approved',
    columns: decisionColumns(command),
    entry: { ...who, commandId: by.commandId, command: 'approve', message },
  });
  return approved.row;
}

interface Scheduling {
  command: Command;
  message: string;
  rules: SendingRules;
  mail: Mail;
}

/** An email leaves when it may. Where nobody knows when, the claim says so, and asks for a decision. */
async function schedule(tx: Tx, pending: ActionRow, { command, message, rules, mail }: Scheduling): Promise<ActionRow> {
  const { id, at } = command;
  const leave = await findLeave(tx, rules, mail, { fromMs: Date.parse(at) });
  const leaves = leave.kind === 'at' ? leavingOf(leave) : { at, waits: null };
  const verdict = decide(stateOf(pending), { ...command, leaves });
  if (!verdict.accepted || verdict.state.standing.kind !== 'scheduled') throw new Error('a new action can be approved');
  const { approval } = verdict.state.standing;
  const scheduled = await transition(tx, pending, {
    columns: { changes: verdict.state.changes, scheduled_approval: JSON.stringify(approval) },
    entry: { ...actorOf(command), at, commandId: id, command: 'schedule', changes: momentOf(approval), message },
  });
  return scheduled.row;
}

/** What excludes both: only a failed action that was not retried yet can be finished by a person. */
async function refusalToFinish(tx: Tx, action: ActionRow): Promise<Finished | undefined> {
  if (action.status !== 'failed') {
    return { kind: 'refused', type: 'not-failed', message: `the action is ${action.status}, not failed` };
  }
  const retry = await findRetry(tx, action.id);
  if (retry === undefined) return undefined;
  return { kind: 'refused', type: 'already-retried', message: `already retried as ${retry.id}`, actionId: retry.id };
}

function refusalToConfirm(action: ActionRow): Finished | undefined {
  if (action.failure?.kind === 'unconfirmed') return undefined;
  return { kind: 'refused', type: 'not-unconfirmed', message: 'it is known that nothing was delivered: retry instead' };
}

function refusalToDismiss(action: ActionRow): Finished | undefined {
  if (action.failure_handled_at === null) return undefined;
  return { kind: 'refused', type: 'already-dismissed', message: 'somebody has seen to this failure already' };
}

function keyPending(actionId: string): Finished {
  const message = `an action of the same situation is pending: ${actionId}`;
  return { kind: 'refused', type: 'key-pending', message, actionId };
}

function findRetry(tx: Tx, actionId: string): Promise<{ id: string } | undefined> {
  return tx.selectFrom('pending_autonomous_actions').select('id').where('retry_of', '=', actionId).executeTakeFirst();
}

async function isRecorded(tx: Tx, actionId: string, by: Finisher): Promise<boolean> {
  const entry = await tx
    .selectFrom('action_audit')
    .select('id')
    .where('action_id', '=', actionId)
    .where('command_id', '=', by.commandId)
    .executeTakeFirst();
  return entry !== undefined;
}
