/** The one way in which an action's row changes once it is made: asked of the lifecycle, and with its entry in the trail. */

import { sql, type UpdateObject } from 'kysely';
import { canTransition, type Status } from '../../domain/lifecycle.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Tx } from '../database/db.ts';
import type { ActionRow, AuditRow, Schema } from '../database/schema.ts';
import { type AuditEntry, recordAudit } from './audit.ts';

export interface Change {
  /** The status that it gets; absent: it keeps its own. */
  to?: Status;
  columns?: Omit<UpdateObject<Schema, 'pending_autonomous_actions'>, 'status'>;
  entry: Omit<AuditEntry, 'to' | 'from' | 'version'>;
}

/** Somebody else has changed the status meanwhile. */
export class RowChangedError extends Error {
  override readonly name = 'RowChangedError';

  constructor({ id, status }: ActionRow) {
    super(`the action ${id} is no longer ${status}`);
  }
}

/**
 * Changes a row and says so in its trail.
 *
 * @throws Error where the lifecycle knows no such transition
 * @throws RowChangedError where the row is not what it was when it was read, as without a lock
 */
export async function transition(
  tx: Tx,
  row: ActionRow,
  { to, columns = {}, entry }: Change,
): Promise<{ row: ActionRow; entry: AuditRow }> {
  if (to !== undefined && !canTransition(row.status, to)) {
    throw new Error(`the action ${row.id} is ${row.status} and cannot become ${to}`);
  }
  const changed = await tx
    .updateTable('pending_autonomous_actions')
    .set({ ...columns, status: to, updated_at: sql<Date>`now()` })
    .where('id', '=', row.id)
    .where('status', '=', row.status)
    .returning(ACTION_COLUMNS)
    .executeTakeFirst();
  if (changed === undefined) throw new RowChangedError(row);
  const written = await recordAudit(tx, row, { ...entry, to, version: changed.version });
  return { row: changed, entry: written };
}
