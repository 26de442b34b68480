import type { Channel, Credential } from '../../domain/actor.ts';
import type { Json } from '../../domain/json.ts';
import type { Status } from '../../domain/lifecycle.ts';
import { AUDIT_COLUMNS } from '../database/columns.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow, AuditRow } from '../database/schema.ts';

export interface AuditEntry {
  /** The decision's id, or one derived from what happened: at most one entry for each. */
  commandId: string;
  command: string;
  by: string | null;
  channel: Channel;
  /** What the user proved himself with, where the door knows him. */
  credential?: Credential;
  at: Date | string;
  accepted?: boolean;
  /** With a change of status; `from` is the row's, unless said otherwise. */
  to?: Status;
  from?: Status | null;
  version?: number;
  changes?: Json;
  message?: string;
}

/**
 * Adds to an action's audit trail, in the transaction that makes the change. `action` is the row before it. Answers the entry:
 * the one that stands, where there is one of that id already.
 */
export async function recordAudit(tx: Tx, action: ActionRow, entry: AuditEntry): Promise<AuditRow> {
  const written = await tx
    .insertInto('action_audit')
    .values({
      workspace_id: action.workspace_id,
      action_id: action.id,
      command_id: entry.commandId,
      command: entry.command,
      accepted: entry.accepted ?? true,
      by: entry.by,
      channel: entry.channel,
      credential: entry.credential === undefined ? null : JSON.stringify(entry.credential),
      at: entry.at,
      from_status: entry.to === undefined || entry.from === null ? null : (entry.from ?? action.status),
      to_status: entry.to ?? null,
      version: entry.version ?? action.version,
      changes: entry.changes === undefined ? null : JSON.stringify(entry.changes),
      message: entry.message ?? null,
    })
    .onConflict((conflict) => conflict.columns(['action_id', 'command_id']).doNothing())
    .returning(AUDIT_COLUMNS)
    .executeTakeFirst();
  const standing = written ?? (await findAudit(tx, action.id, entry.commandId));
  if (standing === undefined)
    throw new Error(`the entry ${entry.commandId} of ${action.id} was neither written nor found`);
  return standing;
}

/** The entry of one decision, once it is recorded: accepted or refused. */
export function findAudit(db: Db | Tx, actionId: string, commandId: string): Promise<AuditRow | undefined> {
  return db
    .selectFrom('action_audit')
    .select(AUDIT_COLUMNS)
    .where('action_id', '=', actionId)
    .where('command_id', '=', commandId)
    .executeTakeFirst();
}
