import type { OnConflictBuilder } from 'kysely';
import type { Channel, Credential } from '../../domain/actor.ts';
import type { Json } from '../../domain/json.ts';
import type { Status } from '../../domain/lifecycle.ts';
import { AUDIT_COLUMNS } from '../database/columns.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow, AuditRow, Schema } from '../database/schema.ts';

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

/** What an entry says of a decision. */
export type TrailEntry = Pick<AuditRow, 'command' | 'by' | 'at' | 'version' | 'changes'>;

/** Adds to an action's audit trail, in the transaction that makes the change. One of that id that stands already stays. */
export async function recordAudit(tx: Tx, action: ActionRow, entry: AuditEntry): Promise<void> {
  await tx.insertInto('action_audit').values(auditValues(action, entry)).onConflict(whereItStands).execute();
}

/** An entry's columns. `action` is the row before the change. */
export function auditValues(action: ActionRow, entry: AuditEntry) {
  return {
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
  };
}

/** At most one entry of an id: what stands is what was said first. */
export function whereItStands(conflict: OnConflictBuilder<Schema, 'action_audit'>) {
  return conflict.columns(['action_id', 'command_id']).doNothing();
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
