/** The one way in which an action's row changes once it is made: asked of the lifecycle, and with its entry in the trail. */

import { sql, type UpdateObject } from 'kysely';
import { canTransition, type Status } from '../../domain/lifecycle.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Tx } from '../database/db.ts';
import { insertWith } from '../database/insertWith.ts';
import type { ActionRow, Schema } from '../database/schema.ts';
import { type AuditEntry, auditValues, type TrailEntry, whereItStands } from './audit.ts';

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
 * Changes a row and says so in its trail, in one statement.
 *
 * @throws Error where the lifecycle knows no such transition
 * @throws RowChangedError where the row is not what it was when it was read, as without a lock
 */
export async function transition(
  tx: Tx,
  row: ActionRow,
  { to, columns = {}, entry }: Change,
): Promise<{ row: ActionRow; entry: TrailEntry }> {
  if (to !== undefined && !canTransition(row.status, to)) {
    throw new Error(`the action ${row.id} is ${row.status} and cannot become ${to}`);
  }
  const values = { ...auditValues(row, { ...entry, to }), version: sql.ref<number>('changed.version') };
  const changed = await tx
    .with('changed', (q) =>
      q
        .updateTable('pending_autonomous_actions')
        .set({ ...columns, status: to, updated_at: sql<Date>`now()` })
        .where('id', '=', row.id)
        .where('status', '=', row.status)
        .returning(ACTION_COLUMNS),
    )
    .with('entry', () => insertWith(tx, 'action_audit', 'changed', values).onConflict(whereItStands))
    .selectFrom('changed')
    .select(ACTION_COLUMNS)
    .executeTakeFirst();
  if (changed === undefined) throw new RowChangedError(row);
  const { command, by, at, changes = null } = entry;
  return { row: changed, entry: { command, by, at: new Date(at), changes, version: changed.version } };
}
