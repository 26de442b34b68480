/** What the workflow decided, written to the row: one compare-and-set and one audit entry per decision. */
import { sql } from 'kysely';
import { URGENCIES } from '../domain/actionTypes.ts';
import { autoExecuteRule } from '../domain/autoExecute.ts';
import { foreignIds } from '../domain/crmIds.ts';
import type { Command, RecordRefusal, Refusal } from '../domain/decide.ts';
import type { Json, JsonObject } from '../domain/json.ts';
import { isOutcome, type Outcome } from '../domain/lifecycle.ts';
import { editParams } from '../domain/params/validate.ts';
import { lockAction, readSettings } from './actionRow.ts';
import { recordAudit } from './audit.ts';
import type { Db, Tx } from './db.ts';
import { type RowAfter, recordChange } from './recordChange.ts';
import type { ActionRow } from './schema.ts';

/** The columns that say who decided. */
export function decisionColumns(command: Command) {
  return {
    decision: command.type,
    decided_by: command.by,
    decision_channel: command.channel,
    decided_at: command.at,
  };
}

export type Edited =
  | { ok: true; params: JsonObject; version: number; changes: JsonObject }
  | { ok: false; refusal: RecordRefusal };

/** An edit applied to the row as it stands: validated after merging, never half. */
export function applyEdit(row: ActionRow, patch: JsonObject): Edited {
  const foreign = foreignIds(row.crm, namedIn(patch));
  if (foreign.length > 0) {
    const message = foreign.map(({ kind, why }) => `/params/${kind}Id: ${why}`).join('; ');
    return { ok: false, refusal: { type: 'invalid-params', message } };
  }
  const edited = editParams(row.action_type, row.action_params, patch);
  if (!edited.ok) {
    const message = edited.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
    return { ok: false, refusal: { type: 'invalid-params', message } };
  }
  return { ok: true, params: edited.params, version: row.version + 1, changes: diff(row.action_params, edited.params) };
}

/** The records that an edit would have its action be about. */
function namedIn({ companyId, dealId, contactId }: JsonObject) {
  const named = (id: Json | undefined) => (typeof id === 'string' ? { id } : undefined);
  return { company: named(companyId), deal: named(dealId), contact: named(contactId) };
}

/** The columns that an edit sets; urgency is a column of its own because the queue is ordered by it. */
export function editColumns({ params, version }: Extract<Edited, { ok: true }>) {
  const urgency = URGENCIES.find((known) => known === params.urgency) ?? 'normal';
  return { action_params: JSON.stringify(params), version, urgency };
}

function diff(before: JsonObject, after: JsonObject): JsonObject {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, { from: before[key] ?? null, to: after[key] ?? null }]));
}

/** Records an edit; done twice it is done once. The answer is the version that the row has afterwards. */
export function recordEdit(db: Db, actionId: string, command: Command): Promise<RowAfter> {
  return recordChange(db, actionId, command, async (_tx, row) => {
    const edited = applyEdit(row, command.params ?? {});
    if (!edited.ok) return edited;
    // What was approved is no longer what would be executed.
    return { ok: true, columns: { ...editColumns(edited), scheduled_approval: null }, changes: edited.changes };
  });
}

/** Records cancel or expire. Where the row has another outcome already, that one stands and is the answer. */
export function recordClosing(db: Db, actionId: string, command: Command): Promise<Outcome> {
  return db.transaction().execute(async (tx) => closeAction(tx, await lockAction(tx, actionId), command));
}

/** The same of a locked row, for whoever has more to write with it. */
export async function closeAction(tx: Tx, row: ActionRow, command: Command): Promise<Outcome> {
  const outcome = command.type === 'expire' ? 'expired' : 'cancelled';
  if (isOutcome(row.status)) return row.status;
  if (row.status !== 'pending' || row.executing_at !== null) {
    throw new Error(`the action is being executed and cannot become ${outcome}`);
  }
  await tx
    .updateTable('pending_autonomous_actions')
    .set({
      status: outcome,
      ...decisionColumns(command),
      cancel_reason: command.reason ?? null,
      scheduled_approval: null,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', row.id)
    .where('status', '=', 'pending')
    .execute();
  const { by, channel, at, type, id, reason } = command;
  await recordAudit(tx, row, { commandId: id, command: type, by, channel, at, to: outcome, message: reason });
  return outcome;
}

/** A refused signal leaves a trace in the audit trail, as nobody hears of it otherwise. */
export function recordRefusal(
  db: Db,
  actionId: string,
  refused: { commandId: string; commandType: string; by: string | null; at: string; refusal: Refusal },
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const row = await lockAction(tx, actionId);
    await recordAudit(tx, row, {
      commandId: refused.commandId,
      command: refused.commandType,
      accepted: false,
      by: refused.by,
      channel: 'temporal',
      at: refused.at,
      changes: { refusal: refused.refusal.type },
      message: refused.refusal.message,
    });
  });
}

/**
 * The settings as they are now that the automatic execution is due. Switched off meanwhile, or called off in the row as
 * somebody left:
 * the action stays pending and nothing happens by itself any more.
 */
export function settleAutoExecute(db: Db, actionId: string, command: Command): Promise<{ armed: boolean }> {
  return db.transaction().execute(async (tx) => {
    const row = await lockAction(tx, actionId);
    // Disarmed by what has happened since: its deal was deleted.
    if (row.auto_execute_at === null) return { armed: false };
    const { user, workspace, userActive } = await readSettings(tx, row.user_id);
    const isArmed = row.auto_execute_at !== null && userActive;
    if (isArmed && autoExecuteRule(user, workspace, row.action_type).enabled) return { armed: true };
    await tx
      .updateTable('pending_autonomous_actions')
      .set({ auto_execute_at: null, updated_at: sql<Date>`now()` })
      .where('id', '=', actionId)
      .where('status', '=', 'pending')
      .where('executing_at', 'is', null)
      .execute();
    await recordAudit(tx, row, {
      commandId: command.id,
      command: 'disarm',
      by: null,
      channel: 'timer',
      at: command.at,
      message: 'automatic execution was switched off before it was due',
    });
    return { armed: false };
  });
}
