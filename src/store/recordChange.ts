/** Changes that leave an action pending: one compare-and-set and one audit entry each, or a recorded refusal. */
import { sql, type Updateable } from 'kysely';
import type { Command, RecordRefusal } from '../domain/decide.ts';
import type { JsonObject } from '../domain/json.ts';
import { lockAction } from './actionRow.ts';
import { findAudit, recordAudit } from './audit.ts';
import type { Db, Tx } from './db.ts';
import type { ActionRow, ActionsTable } from './schema.ts';

/** What the row says afterwards; `refusal` where the change was not made. */
export interface RowAfter {
  version: number;
  /** Epoch milliseconds. */
  autoExecuteAtMs: number | null;
  /** Epoch milliseconds. */
  expiresAtMs: number;
  refusal?: RecordRefusal;
}

export type Change =
  | {
      ok: true;
      columns: Updateable<ActionsTable>;
      changes?: JsonObject;
      /** What the audit trail calls it; absent: the command's type. */
      auditedAs?: string;
      message?: string | undefined;
    }
  | { ok: false; refusal: RecordRefusal };

/**
 * Records a change of a pending action; done twice it is done once. `make` sees the locked row.
 *
 * @throws ActionNotFoundError
 */
export function recordChange(
  db: Db,
  actionId: string,
  command: Command,
  make: (tx: Tx, row: ActionRow) => Promise<Change>,
): Promise<RowAfter> {
  return db.transaction().execute(async (tx) => {
    const row = await lockAction(tx, actionId);
    if ((await findAudit(tx, actionId, command.id)) !== undefined) return rowAfter(row);
    const obsolete = refusalOf(row, command);
    const change: Change = obsolete === undefined ? await make(tx, row) : { ok: false, refusal: obsolete };
    if (!change.ok) {
      await refuseDecision(tx, row, command, change.refusal);
      return { ...rowAfter(row), refusal: change.refusal };
    }
    const changed = await tx
      .updateTable('pending_autonomous_actions')
      .set({ ...change.columns, updated_at: sql<Date>`now()` })
      .where('id', '=', actionId)
      .where('status', '=', 'pending')
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordAudit(tx, row, {
      commandId: command.id,
      command: change.auditedAs ?? command.type,
      by: command.by,
      channel: command.channel,
      at: command.at,
      version: changed.version,
      changes: change.changes,
      message: change.message,
    });
    return rowAfter(changed);
  });
}

/** A decision that the workflow took and the row does not allow: recorded, so that whoever sent it is told. */
export async function refuseDecision(tx: Tx, row: ActionRow, command: Command, refusal: RecordRefusal): Promise<void> {
  await recordAudit(tx, row, {
    commandId: command.id,
    command: command.type,
    accepted: false,
    by: command.by,
    channel: command.channel,
    at: command.at,
    changes: { refusal: refusal.type },
    message: refusal.message,
  });
  if (row.scheduled_approval === null) return;
  // The workflow that took this decision holds no scheduled approval any more: the row must not promise one.
  await tx
    .updateTable('pending_autonomous_actions')
    .set({ scheduled_approval: null, updated_at: sql<Date>`now()` })
    .where('id', '=', row.id)
    .where('status', '=', 'pending')
    .execute();
}

function refusalOf(row: ActionRow, { version }: Command): RecordRefusal | undefined {
  if (row.status !== 'pending' || row.executing_at !== null) {
    return { type: 'stale-version', message: `the action is ${row.status} by now` };
  }
  if (version === undefined || version === row.version) return undefined;
  return {
    type: 'stale-version',
    message: `the decision was made on version ${version}, the action is at version ${row.version}`,
  };
}

function rowAfter({ version, auto_execute_at, expires_at }: ActionRow): RowAfter {
  return { version, autoExecuteAtMs: auto_execute_at?.getTime() ?? null, expiresAtMs: expires_at.getTime() };
}
