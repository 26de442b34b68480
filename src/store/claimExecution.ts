import { sql } from 'kysely';
import type { Command, RecordRefusal } from '../domain/decide.ts';
import { isOutcome, type Outcome } from '../domain/lifecycle.ts';
import { lockAction } from './actionRow.ts';
import { recordAudit } from './audit.ts';
import type { Db, Tx } from './db.ts';
import { lease, lockDelivery, STEP } from './deliveries.ts';
import { findApproverObstacles, findObstacles, type SendingMeans } from './executability.ts';
import { refuseDecision } from './recordChange.ts';
import { applyEdit, decisionColumns, type Edited, editColumns } from './recordDecision.ts';
import type { ActionRow } from './schema.ts';
import { settleFailed } from './settle.ts';

export type Claim =
  /**
   * This attempt may carry the effect out; `inDoubt`: an earlier one may have done so already, ask first.
   * `sentAgoMs`: how long ago, by Postgres's clock, the last attempt began to send; 0 where none did.
   * `obstacles`: what stands in the way of doing it again; only where in doubt can there be any.
   */
  | { kind: 'claimed'; action: ActionRow; attempt: number; inDoubt: boolean; sentAgoMs: number; obstacles: string[] }
  /** Nothing was decided after all; the audit trail says why. */
  | { kind: 'refused'; version: number }
  /** It has ended already. */
  | { kind: 'settled'; outcome: Outcome };

/**
 * The decision and the claim in one transaction: the status (approved, or executing by the timer), the parameters of
 * an edit-and-approve, and the right to send. What can be known beforehand is checked here once more, suppression
 * and who has left included, so that nothing can come between the check and the claim. Whose approval it was is judged
 * until the execution begins: a decision that is being carried out stands.
 *
 * @throws ActionNotFoundError
 */
export function claimExecution(
  db: Db,
  actionId: string,
  command: Command,
  options: { means: SendingMeans; leaseMs: number },
): Promise<Claim> {
  return db.transaction().execute(async (tx): Promise<Claim> => {
    const row = await lockAction(tx, actionId);
    if (isOutcome(row.status)) return { kind: 'settled', outcome: row.status };

    const begun = row.status === 'approved' || row.executing_at !== null;
    const edit = begun ? undefined : editOf(row, command);
    if (edit?.ok === false) return refuse(tx, row, command, edit.refusal);

    const decided = edit === undefined ? row : { ...row, action_params: edit.params, version: edit.version };
    const obstacles = [
      ...(begun ? [] : await approverObstacles(tx, row, command)),
      ...(await findObstacles(tx, decided, options.means)),
    ];
    if (obstacles.length > 0 && !begun && command.type === 'approve') {
      return refuse(tx, row, command, { type: 'not-executable', message: obstacles.join('; ') });
    }
    const action = await recordBeginning(tx, row, command, edit);
    const delivery = await lockDelivery(tx, action);
    const inDoubt = delivery.state === 'sending';
    // What may have been delivered already is asked about, whatever stands in its way by now.
    if (obstacles.length > 0 && !inDoubt) {
      return {
        kind: 'settled',
        outcome: await settleFailed(tx, action, { kind: 'not-executable', message: obstacles.join('; ') }, 'refused'),
      };
    }
    const attempt = delivery.attempt + 1;
    const { sentAgoMs } = await tx
      .updateTable('deliveries')
      .set({ attempt, lease_until: lease(options.leaseMs), ...(inDoubt ? {} : { state: 'claimed' as const }) })
      .where('action_id', '=', actionId)
      .where('step', '=', STEP)
      .returning(sql<number>`coalesce(extract(epoch from now() - sending_at)::float8 * 1000, 0)`.as('sentAgoMs'))
      .executeTakeFirstOrThrow();
    return { kind: 'claimed', action, attempt, inDoubt, sentAgoMs, obstacles };
  });
}

async function approverObstacles(tx: Tx, { user_id }: ActionRow, { type, by, channel }: Command): Promise<string[]> {
  return type !== 'approve' || by === null || channel === 'temporal' ? [] : findApproverObstacles(tx, user_id, by);
}

async function refuse(tx: Tx, row: ActionRow, command: Command, refusal: RecordRefusal): Promise<Claim> {
  await refuseDecision(tx, row, command, refusal);
  return { kind: 'refused', version: row.version };
}

/** Edit-and-approve's edit; undefined where the decision carries none. */
function editOf(row: ActionRow, command: Command): Edited | undefined {
  if (command.version !== undefined && command.version !== row.version) {
    const message = `decided on version ${command.version}, the action is at version ${row.version}`;
    return { ok: false, refusal: { type: 'stale-version', message } };
  }
  return command.params === undefined ? undefined : applyEdit(row, command.params);
}

/** Marks the execution as begun; the first time, that is also when the decision is recorded. */
async function recordBeginning(
  tx: Tx,
  row: ActionRow,
  command: Command,
  edit: Extract<Edited, { ok: true }> | undefined,
): Promise<ActionRow> {
  const decidedNow = row.status === 'pending' && row.executing_at === null;
  const action = await tx
    .updateTable('pending_autonomous_actions')
    .set({
      executing_at: row.executing_at ?? sql<Date>`now()`,
      scheduled_approval: null,
      ...(decidedNow ? decisionColumns(command) : {}),
      ...(decidedNow && command.type === 'approve' ? { status: 'approved' as const } : {}),
      ...(edit === undefined ? {} : editColumns(edit)),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', row.id)
    .where('status', '=', row.status)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (decidedNow) {
    await recordAudit(tx, row, {
      commandId: command.id,
      command: command.type,
      by: command.by,
      channel: command.channel,
      at: command.at,
      version: action.version,
      changes: edit?.changes,
      ...(command.type === 'approve' ? { to: 'approved' as const } : {}),
    });
  }
  return action;
}
