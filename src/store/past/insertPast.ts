import { randomUUID } from 'node:crypto';
import { actionWorkflowId, dedupKey } from '../../domain/dedupKey.ts';
import { fidelityOf } from '../../domain/fidelity.ts';
import { normaliseId } from '../../domain/ids.ts';
import { EXPIRY_MS } from '../../domain/lifecycle.ts';
import { cancelKindOf } from '../../domain/words/cancelReasons.ts';
import { aboutColumnsOf } from '../actions/about.ts';
import { nextOccurrence } from '../actions/situation.ts';
import type { Tx } from '../database/db.ts';
import { STEP } from '../execution/deliveries.ts';
import { isByPerson, type PastAction, wasBegun } from './pastAction.ts';
import { pastTrail } from './trail.ts';

/**
 * Inserts a past action of the demonstration with its alert, its entry in the log of triggers, its trail and what became of its
 * delivery. No workflow is started and nobody is told. Insights count it on the days that it names.
 *
 * @returns its id
 */
export async function insertPast(tx: Tx, past: PastAction): Promise<string> {
  const [id, alertId, key] = [randomUUID(), randomUUID(), dedupKey(past)];
  const { workspaceId, userId, createdAt, seenAt } = past;
  const occurrence = await nextOccurrence(tx, userId, key);
  const whose = { workspace_id: workspaceId, user_id: userId };
  const kind = { ...whose, trigger_type: past.triggerType };
  const naming = { dedup_key: key, occurrence, workflow_id: actionWorkflowId(userId, key, occurrence) };
  await tx
    .insertInto('pending_autonomous_actions')
    .values({ ...kind, ...naming, id, trigger_alert_id: alertId, ...madeOf(past), ...decidedOf(past) })
    .execute();
  const made = { payload: JSON.stringify(past.payload), action_id: id, created_at: createdAt };
  await tx
    .insertInto('realtime_alerts')
    .values({ ...kind, ...aboutOf(past), ...past.alert, ...made, id: alertId, read_at: seenAt ?? past.endedAt })
    .execute();
  const log = {
    outcome: 'created' as const,
    dedup_key: key,
    alert_id: alertId,
    occurred_at: past.occurredAt ?? createdAt,
  };
  await tx
    .insertInto('trigger_log')
    .values({ ...kind, ...made, ...log, ...aboutColumnsOf(past) })
    .execute();
  await tx.insertInto('action_audit').values(pastTrail(id, past)).execute();
  if (seenAt !== null) {
    const seen = { first_seen_at: seenAt, last_seen_at: seenAt, channel: 'web' as const };
    await tx
      .insertInto('action_views')
      .values({ ...whose, ...seen, action_id: id })
      .execute();
  }
  if (wasBegun(past)) await tx.insertInto('deliveries').values(deliveryOf(id, past)).execute();
  return id;
}

/** What it is about, as actions and alerts keep it. */
function aboutOf({ companyId, dealId, subject }: PastAction) {
  return {
    company_id: companyId === undefined ? null : normaliseId(companyId),
    deal_id: dealId === undefined ? null : normaliseId(dealId),
    subject: JSON.stringify(subject),
  };
}

/** As it was drafted. */
function madeOf(past: PastAction) {
  return {
    ...aboutOf(past),
    action_type: past.actionType,
    original_params: JSON.stringify(past.params),
    draft_version: past.draftVersion,
    context_summary: past.contextSummary,
    crm: past.crm,
    urgency: past.urgency,
    auto_execute_at: past.autoExecuteAt,
    expires_at: new Date(past.createdAt.getTime() + EXPIRY_MS),
    created_at: past.createdAt,
    // Its workflow has ended long since.
    workflow_started_at: past.createdAt,
    tell: null,
  };
}

/** What became of it. */
function decidedOf(past: PastAction) {
  const { decision, params, sentParams = params } = past;
  const edited = decision === 'approve' && past.sentParams !== undefined;
  return {
    status: past.outcome,
    version: past.sentParams === undefined ? 1 : 2,
    action_params: JSON.stringify(sentParams),
    decision,
    decided_at: past.decidedAt,
    decided_by: isByPerson(past) ? past.userId : null,
    decision_channel: isByPerson(past) ? ('web' as const) : ('timer' as const),
    cancel_reason: past.cancelReason,
    cancel_kind: decision === 'cancel' ? cancelKindOf(past.cancelReason) : null,
    executing_at: wasBegun(past) ? past.decidedAt : null,
    executed_at: past.outcome === 'executed' ? past.endedAt : null,
    result: jsonOf(past.result),
    failure: jsonOf(past.failure),
    failure_handled_at: past.handledAt,
    failure_handled_by: past.handledAt === undefined ? null : past.userId,
    updated_at: past.endedAt,
    seen_at: past.seenAt,
    edited,
    fidelity_permille: decision === 'approve' ? Math.round(1_000 * fidelityOf(params, sentParams)) : null,
  };
}

function deliveryOf(actionId: string, past: PastAction) {
  const { decidedAt, failure } = past;
  const failed = failure?.kind === 'unconfirmed' ? ('unknown' as const) : ('refused' as const);
  return {
    action_id: actionId,
    step: STEP,
    workspace_id: past.workspaceId,
    state: failure === undefined ? ('done' as const) : failed,
    attempt: 1,
    first_claimed_at: decidedAt,
    lease_until: decidedAt,
    sending_at: decidedAt,
    counted_at: decidedAt,
    finished_at: past.endedAt,
    result: jsonOf(past.result),
    error: jsonOf(failure),
  };
}

function jsonOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** Whether a workspace has an action that was made before a moment. */
export async function hasActionsBefore(tx: Tx, workspaceId: string, before: Date): Promise<boolean> {
  const found = await tx
    .selectFrom('pending_autonomous_actions')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('created_at', '<', before)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
