import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { ActionType, Urgency } from '../../domain/actionTypes.ts';
import { autoExecuteRule, deadlines } from '../../domain/autoExecute.ts';
import { actionWorkflowId, dedupKey } from '../../domain/dedupKey.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { firstLookAt, notificationsOf } from '../../domain/notifications.ts';
import type { Subject } from '../../domain/subject.ts';
import type { TriggerOutcome, TriggerType } from '../../domain/triggers.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Db, Tx } from '../database/db.ts';
import { insertWith } from '../database/insertWith.ts';
import type { ActionRow } from '../database/schema.ts';
import { aboutColumnsOf } from './about.ts';
import type { EffectiveSettings } from './actionRow.ts';
import { findPending, readSituation } from './situation.ts';

export interface NewAction {
  workspaceId: string;
  userId: string;
  triggerType: TriggerType;
  actionType: ActionType;
  /** Validated against the action type's schema. */
  params: JsonObject;
  /** Of the template that made them; null: none did. */
  draftVersion?: string | null;
  /** Why somebody's own template did not: the trail says it. */
  templateProblem?: string | undefined;
  contextSummary: string;
  urgency: Urgency;
  subject: Subject;
  companyId?: string;
  dealId?: string;
  contactId?: string;
  eventId?: string;
  crm?: string;
  /** In whose ids the subject is; absent: in those of the CRM that it writes to. */
  subjectCrm?: string;
  occurredAt?: Date;
  /** The trigger as it was received. */
  payload: JsonObject;
  /** Names the request: repeated, it makes nothing again and gets what it made. */
  requestKey?: string;
  /** Whether it waits for somebody, whatever its user has chosen. */
  needsApproval?: boolean | undefined;
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

/** A trigger whose owner has left in this very moment: nothing is made that nobody would be given. */
export class OwnerHasLeft extends Error {
  override readonly name = 'OwnerHasLeft';
}

/**
 * A guard against a CRM gone wild, not a quota: somebody who decides on 1,400 a day for the seven days that an action
 * lives does not reach it, while a runaway import does. Counted under no lock: those made at once may pass it by a few.
 */
export const DEFAULT_MAX_OPEN_ACTIONS = 10_000;

/** Each round is lost only to an action that left `pending` in between; more than a few means something is broken. */
const MAX_ROUNDS = 20;

/**
 * Trigger log, alert, action and audit entry in one statement; the row is its own outbox.
 * The unique index decides, alone and exactly, whether a trigger makes an action or joins the pending one.
 *
 * Inside a transaction of the caller's, who has more to write with it, each statement sees what has committed before it (read
 * committed), so that trying again helps there too.
 *
 * @throws TooManyOpenActions, OwnerHasLeft, with nothing written: the caller's transaction can go on
 */
export async function createAction(
  db: Db | Tx,
  action: NewAction,
  maxOpen = DEFAULT_MAX_OPEN_ACTIONS,
): Promise<Created> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const created = await tryCreate(db, action, maxOpen).catch((error) => {
      // The same request at once at another process: the next round finds what that one made.
      if (!db.isTransaction && isSameRequest(error)) return undefined;
      throw error;
    });
    if (created !== undefined) return created;
  }
  throw new Error(`no decision about the trigger after ${MAX_ROUNDS} rounds`);
}

function isSameRequest(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'trigger_log_request';
}

async function tryCreate(db: Db, action: NewAction, maxOpen: number): Promise<Created | undefined> {
  const earlier = action.requestKey === undefined ? undefined : await findEarlier(db, action.requestKey);
  if (earlier !== undefined) return earlier;
  const key = dedupKey(action);
  const { settings, isFull, occurrence } = await readSituation(db, action.userId, key, maxOpen);
  if (!settings.userActive) throw new OwnerHasLeft('the user has left');
  if (isFull && (await findPending(db, action.userId, key)) === undefined)
    throw new TooManyOpenActions(`the user has ${maxOpen} pending actions`);
  const alertId = randomUUID();
  const row = await insertAction(db, action, { alertId, key, occurrence, settings });
  if (row !== undefined) return createdAs(row, alertId);
  const standing = await findPending(db, action.userId, key);
  // Neither inserted nor found: the action that stood in the way has just left pending, or the owner has left.
  if (standing === undefined) return undefined;
  const { alert, log } = rowsOf(action, { outcome: 'duplicate', key, actionId: standing.id, alertId });
  await db
    .with('alert', () => db.insertInto('realtime_alerts').values(alert))
    .insertInto('trigger_log')
    .values(log)
    .execute();
  return { deduplicated: true, actionId: standing.id, alertId, dedupKey: key };
}

interface Naming {
  alertId: string;
  key: string;
  occurrence: number;
  settings: EffectiveSettings;
}

/** The action with all that comes with it; nothing, and undefined, where one stands in its way or its owner has left. */
function insertAction(
  db: Db,
  action: NewAction,
  { alertId, key, occurrence, settings }: Naming,
): Promise<ActionRow | undefined> {
  const { now, user, workspace } = settings;
  const chosen = autoExecuteRule(user, workspace, action.actionType);
  const rule = action.needsApproval === true ? { ...chosen, enabled: false } : chosen;
  const { expiresAt, autoExecuteAt } = deadlines(now, rule);
  const values = {
    workspace_id: action.workspaceId,
    user_id: action.userId,
    trigger_type: action.triggerType,
    trigger_alert_id: alertId,
    action_type: action.actionType,
    action_params: JSON.stringify(action.params),
    original_params: JSON.stringify(action.params),
    draft_version: action.draftVersion,
    context_summary: action.contextSummary,
    ...aboutOf(action),
    crm: action.crm,
    urgency: action.urgency,
    auto_execute_at: autoExecuteAt,
    expires_at: expiresAt,
    dedup_key: key,
    occurrence,
    workflow_id: actionWorkflowId(action.userId, key, occurrence),
    created_at: now,
  };
  const { alert, log } = rowsOf(action, { outcome: 'created', key, actionId: sql.ref('action.id'), alertId });
  const entry = {
    workspace_id: action.workspaceId,
    action_id: sql.ref<string>('action.id'),
    command_id: 'create',
    command: 'create',
    by: null,
    channel: 'system' as const,
    at: now,
    to_status: 'pending' as const,
    version: sql.ref<number>('action.version'),
    message: action.templateProblem ?? null,
  };
  const telling = {
    workspace_id: action.workspaceId,
    action_id: sql.ref<string>('action.id'),
    look_at: firstLookAt(now, action.urgency, notificationsOf(user, workspace)),
  };
  return db
    .with('owner', (q) =>
      q
        .selectFrom('users')
        .select('id')
        .where('id', '=', action.userId)
        .where('deactivated_at', 'is', null)
        // As `checkIsHere`: whoever leaves meanwhile hands over this one too, and afterwards none is made.
        .forKeyShare(),
    )
    .with('action', () =>
      insertWith(db, 'pending_autonomous_actions', 'owner', values)
        .onConflict((conflict) => conflict.doNothing())
        .returning(ACTION_COLUMNS),
    )
    .with('alert', () => insertWith(db, 'realtime_alerts', 'action', alert))
    .with('log', () => insertWith(db, 'trigger_log', 'action', log))
    .with('entry', () => insertWith(db, 'action_audit', 'action', entry))
    .with('telling', () => insertWith(db, 'tellings', 'action', telling))
    .selectFrom('action')
    .select(ACTION_COLUMNS)
    .executeTakeFirst();
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
async function findEarlier(db: Db, requestKey: string): Promise<Created | undefined> {
  const logged = await db
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
  const row = await db
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('id', '=', logged.action_id)
    .executeTakeFirstOrThrow();
  return createdAs(row, logged.alert_id);
}

interface LoggedTrigger {
  outcome: TriggerOutcome;
  key: string;
  /** Its id, or where in the statement it stands. */
  actionId: string | RawBuilder<string>;
  alertId: string;
}

/** The alert of a trigger, and its row in the log. */
function rowsOf(action: NewAction, { outcome, key, actionId, alertId }: LoggedTrigger) {
  const shared = {
    workspace_id: action.workspaceId,
    user_id: action.userId,
    trigger_type: action.triggerType,
    payload: JSON.stringify(action.payload),
    action_id: actionId,
  };
  return {
    alert: { ...shared, ...action.alert, ...aboutOf(action), id: alertId },
    log: {
      ...shared,
      outcome,
      dedup_key: key,
      alert_id: alertId,
      occurred_at: action.occurredAt,
      request_key: action.requestKey,
      ...aboutColumnsOf(action),
    },
  };
}

/** What it is about, as actions and alerts keep it. */
function aboutOf({ companyId, dealId, subject }: NewAction) {
  return {
    company_id: companyId === undefined ? null : normaliseId(companyId),
    deal_id: dealId === undefined ? null : normaliseId(dealId),
    subject: JSON.stringify(subject),
  };
}
