import { randomUUID } from 'node:crypto';
import { Transaction } from 'kysely';
import type { ActionType, Urgency } from '../../domain/actionTypes.ts';
import { autoExecuteRule, deadlines } from '../../domain/autoExecute.ts';
import { actionWorkflowId, dedupKey } from '../../domain/dedupKey.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Subject } from '../../domain/subject.ts';
import type { TriggerOutcome, TriggerType } from '../../domain/triggers.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { type EffectiveSettings, effectiveSettings } from './actionRow.ts';
import { recordAudit } from './audit.ts';

export interface NewAction {
  workspaceId: string;
  userId: string;
  triggerType: TriggerType;
  actionType: ActionType;
  /** Validated against the action type's schema. */
  params: JsonObject;
  contextSummary: string;
  urgency: Urgency;
  subject: Subject;
  companyId?: string;
  dealId?: string;
  contactId?: string;
  eventId?: string;
  crm?: string;
  occurredAt?: Date;
  /** The trigger as it was received. */
  payload: JsonObject;
  /** Names the request: repeated, it makes nothing again and gets what it made. */
  requestKey?: string;
  alert: { title: string; summary: string; severity: 'info' | 'warning' | 'critical' };
}

export type Created =
  | {
      deduplicated: false;
      actionId: string;
      alertId: string;
      workflowId: string;
      status: 'pending';
      version: number;
      autoExecuteAt: Date | null;
      expiresAt: Date;
      createdAt: Date;
      /** As it is now: its workflow is to be started. */
      row: ActionRow;
    }
  /** A pending action of the same user and key stands: its id, and the alert that joined it. */
  | { deduplicated: true; actionId: string; alertId: string; dedupKey: string };

/** A trigger that would make one pending action too many. What joins a pending action still does. */
export class TooManyOpenActions extends Error {
  override readonly name = 'TooManyOpenActions';
}

/**
 * A guard against a CRM gone wild, not a quota: somebody who decides on 1,400 a day for the seven days that an action
 * lives does not reach it, while a runaway import does. Counted under no lock: those made at once may pass it by a few.
 */
export const DEFAULT_MAX_OPEN_ACTIONS = 10_000;

/** Each round is lost only to an action that left `pending` in between; more than a few means something is broken. */
const MAX_ROUNDS = 20;

/**
 * Trigger log, alert, action and audit entry in one transaction; the row is its own outbox.
 * The unique index decides, alone and exactly, whether a trigger makes an action or joins the pending one.
 *
 * Inside a transaction of the caller's, who has more to write with it, each statement sees what has committed before it (read
 * committed), so that trying again helps there too.
 *
 * @throws TooManyOpenActions, with nothing written: the caller's transaction can go on
 */
export async function createAction(
  db: Db | Tx,
  action: NewAction,
  maxOpen = DEFAULT_MAX_OPEN_ACTIONS,
): Promise<Created> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const created =
      db instanceof Transaction
        ? await tryCreate(db, action, maxOpen)
        : await db
            .transaction()
            .execute((tx) => tryCreate(tx, action, maxOpen))
            .catch(undefinedIfSameRequest);
    if (created !== undefined) return created;
  }
  throw new Error(`no decision about the trigger after ${MAX_ROUNDS} rounds`);
}

/** The same request at once at another process: the next round finds what that one made. */
function undefinedIfSameRequest(error: unknown): undefined {
  if (error instanceof Error && 'constraint' in error && error.constraint === 'trigger_log_request') return undefined;
  throw error;
}

async function tryCreate(tx: Tx, action: NewAction, maxOpen: number): Promise<Created | undefined> {
  const earlier = action.requestKey === undefined ? undefined : await findEarlier(tx, action.requestKey);
  if (earlier !== undefined) return earlier;
  const key = dedupKey(action);
  const { settings, isFull, occurrence } = await readSituation(tx, action.userId, key, maxOpen);
  if (isFull && (await findPending(tx, action.userId, key)) === undefined)
    throw new TooManyOpenActions(`the user has ${maxOpen} pending actions`);
  const alertId = randomUUID();
  const { expiresAt, autoExecuteAt } = deadlines(
    settings.now,
    autoExecuteRule(settings.user, settings.workspace, action.actionType),
  );
  const row = await tx
    .insertInto('pending_autonomous_actions')
    .values({
      workspace_id: action.workspaceId,
      user_id: action.userId,
      trigger_type: action.triggerType,
      trigger_alert_id: alertId,
      action_type: action.actionType,
      action_params: JSON.stringify(action.params),
      original_params: JSON.stringify(action.params),
      context_summary: action.contextSummary,
      company_id: action.companyId === undefined ? null : normaliseId(action.companyId),
      deal_id: action.dealId === undefined ? null : normaliseId(action.dealId),
      subject: JSON.stringify(action.subject),
      crm: action.crm,
      urgency: action.urgency,
      auto_execute_at: autoExecuteAt,
      expires_at: expiresAt,
      dedup_key: key,
      occurrence,
      workflow_id: actionWorkflowId(action.userId, key, occurrence),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(ACTION_COLUMNS)
    .executeTakeFirst();

  if (row !== undefined) {
    await logTrigger(tx, action, { outcome: 'created', key, actionId: row.id, alertId });
    await recordAudit(tx, row, {
      commandId: 'create',
      command: 'create',
      by: null,
      channel: 'system',
      at: settings.now,
      to: 'pending',
      from: null,
    });
    return createdAs(row, alertId);
  }
  const standing = await findPending(tx, action.userId, key);
  // Neither inserted nor found: the action that stood in the way has just left pending.
  if (standing === undefined) return undefined;
  await logTrigger(tx, action, { outcome: 'duplicate', key, actionId: standing.id, alertId });
  return { deduplicated: true, actionId: standing.id, alertId, dedupKey: key };
}

function createdAs(row: ActionRow, alertId: string): Created {
  return {
    deduplicated: false,
    actionId: row.id,
    alertId,
    workflowId: row.workflow_id,
    // As it was made; what has become of it since is another question.
    status: 'pending',
    version: 1,
    autoExecuteAt: row.auto_execute_at,
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    row,
  };
}

/** What the same request made before, as after a crash between its commit and its answer. */
async function findEarlier(tx: Tx, requestKey: string): Promise<Created | undefined> {
  const logged = await tx
    .selectFrom('trigger_log')
    .select(['outcome', 'action_id', 'alert_id', 'dedup_key'])
    .where('request_key', '=', requestKey)
    .executeTakeFirst();
  if (logged === undefined || logged.action_id === null || logged.alert_id === null) return undefined;
  if (logged.outcome !== 'created') {
    return {
      deduplicated: true,
      actionId: logged.action_id,
      alertId: logged.alert_id,
      dedupKey: logged.dedup_key ?? '',
    };
  }
  const row = await tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('id', '=', logged.action_id)
    .executeTakeFirstOrThrow();
  return createdAs(row, logged.alert_id);
}

interface Situation {
  settings: EffectiveSettings;
  /** Whether the user has as many pending actions as there may be. */
  isFull: boolean;
  /** The number of the situation's next action. */
  occurrence: number;
}

/** All that is asked before an action is made, in one statement. */
async function readSituation(tx: Tx, userId: string, key: string, maxOpen: number): Promise<Situation> {
  const row = await effectiveSettings(tx, userId)
    .select(({ selectFrom }) => [
      selectFrom('pending_autonomous_actions')
        .select('id')
        .where('user_id', '=', userId)
        .where('status', '=', 'pending')
        .offset(maxOpen - 1)
        .limit(1)
        .as('oneTooMany'),
      lastOccurrence(tx, userId, key).as('last'),
    ])
    .executeTakeFirstOrThrow();
  const { oneTooMany, last, ...settings } = row;
  return { settings, isFull: oneTooMany !== null, occurrence: (last ?? 0) + 1 };
}

/** The pending action that holds a key. */
export function findPending(tx: Tx, userId: string, key: string): Promise<{ id: string } | undefined> {
  return tx
    .selectFrom('pending_autonomous_actions')
    .select('id')
    .where('user_id', '=', userId)
    .where('dedup_key', '=', key)
    .where('status', '=', 'pending')
    .executeTakeFirst();
}

/** The number of the next action of a situation. Two that reckon the same one meet at the unique index. */
export async function nextOccurrence(tx: Tx, userId: string, key: string): Promise<number> {
  const { last } = await lastOccurrence(tx, userId, key).executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}

function lastOccurrence(tx: Tx, userId: string, key: string) {
  return tx
    .selectFrom('pending_autonomous_actions')
    .select(({ fn }) => fn.max('occurrence').as('last'))
    .where('user_id', '=', userId)
    .where('dedup_key', '=', key);
}

interface LoggedTrigger {
  outcome: TriggerOutcome;
  key: string;
  actionId: string;
  alertId: string;
}

async function logTrigger(
  tx: Tx,
  action: NewAction,
  { outcome, key, actionId, alertId }: LoggedTrigger,
): Promise<void> {
  const shared = {
    workspace_id: action.workspaceId,
    user_id: action.userId,
    trigger_type: action.triggerType,
    payload: JSON.stringify(action.payload),
    action_id: actionId,
  };
  await tx
    .insertInto('realtime_alerts')
    .values({
      ...shared,
      ...action.alert,
      id: alertId,
      company_id: action.companyId === undefined ? null : normaliseId(action.companyId),
      deal_id: action.dealId === undefined ? null : normaliseId(action.dealId),
      subject: JSON.stringify(action.subject),
    })
    .execute();
  await tx
    .insertInto('trigger_log')
    .values({
      ...shared,
      outcome,
      dedup_key: key,
      alert_id: alertId,
      occurred_at: action.occurredAt,
      request_key: action.requestKey,
    })
    .execute();
}

export interface UnusedTrigger extends Pick<NewAction, 'workspaceId' | 'payload' | 'occurredAt'> {
  /** Undefined where it is unknown what it would have been. */
  triggerType?: TriggerType;
  /** Undefined where it maps to nobody. */
  userId?: string;
}

/** A trigger that makes nothing is logged with the reason, and shown to admins. */
export async function logUnused(
  db: Db | Tx,
  trigger: UnusedTrigger,
  outcome: Exclude<TriggerOutcome, 'created' | 'duplicate'>,
): Promise<void> {
  await db
    .insertInto('trigger_log')
    .values({
      workspace_id: trigger.workspaceId,
      user_id: trigger.userId,
      trigger_type: trigger.triggerType,
      outcome,
      payload: JSON.stringify(trigger.payload),
      occurred_at: trigger.occurredAt,
    })
    .execute();
}
