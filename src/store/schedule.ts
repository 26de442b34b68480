/** What moves an action's moments: an approval that can be undone, its undoing, other deadlines. */
import { autoExecuteRule } from '../domain/autoExecute.ts';
import { type Command, rescheduled, type ScheduledApproval } from '../domain/decide.ts';
import { readSettings } from './actionRow.ts';
import type { Db, Tx } from './db.ts';
import { findObstacles, type SendingMeans } from './executability.ts';
import { type Change, type RowAfter, recordChange } from './recordChange.ts';
import { applyEdit, editColumns } from './recordDecision.ts';
import type { ActionRow } from './schema.ts';

/**
 * Records an approval whose undo window begins. An edit that came with it is made at once. Where the action surely
 * cannot execute, nothing is scheduled.
 *
 * @throws ActionNotFoundError
 */
export function recordSchedule(
  db: Db,
  actionId: string,
  command: Command,
  { executesAt, means }: { executesAt: string; means: SendingMeans },
): Promise<RowAfter> {
  return recordChange(db, actionId, command, async (tx, row): Promise<Change> => {
    const edited = command.params === undefined ? undefined : applyEdit(row, command.params);
    if (edited?.ok === false) return edited;
    const approved = edited === undefined ? row : { ...row, action_params: edited.params };
    const obstacles = await findObstacles(tx, approved, means);
    if (obstacles.length > 0) {
      return { ok: false, refusal: { type: 'not-executable', message: obstacles.join('; ') } };
    }
    const { id, by, channel, at } = command;
    const approval: ScheduledApproval = { id, by, channel, at, executesAt };
    return {
      ok: true,
      columns: {
        ...(edited === undefined ? {} : editColumns(edited)),
        scheduled_approval: JSON.stringify(approval),
      },
      // The approval itself stands in the trail when its window has passed.
      auditedAs: 'schedule',
      changes: { ...edited?.changes, executesAt },
    };
  });
}

/** Records that a scheduled approval was undone. @throws ActionNotFoundError */
export function recordUndo(db: Db, actionId: string, command: Command): Promise<RowAfter> {
  return recordChange(db, actionId, command, async () => ({ ok: true, columns: { scheduled_approval: null } }));
}

/**
 * Records other deadlines. An automatic execution that the settings have switched off is refused: it would be called
 * off when it is due.
 *
 * @throws ActionNotFoundError
 */
export function recordReschedule(db: Db, actionId: string, command: Command): Promise<RowAfter> {
  return recordChange(db, actionId, command, async (tx, row): Promise<Change> => {
    if (typeof command.autoExecuteAt === 'string' && !(await mayExecuteByItself(tx, row))) {
      const message = `automatic execution of ${row.action_type} is switched off in the settings`;
      return { ok: false, refusal: { type: 'auto-execute-off', message } };
    }
    const before = { autoExecuteAtMs: row.auto_execute_at?.getTime() ?? null, expiresAtMs: row.expires_at.getTime() };
    const after = rescheduled(before, command);
    return {
      ok: true,
      columns: { auto_execute_at: dateOf(after.autoExecuteAtMs), expires_at: new Date(after.expiresAtMs) },
      changes: {
        ...moved('autoExecuteAt', before.autoExecuteAtMs, after.autoExecuteAtMs),
        ...moved('expiresAt', before.expiresAtMs, after.expiresAtMs),
      },
      message: inWords(command),
    };
  });
}

async function mayExecuteByItself(tx: Tx, { user_id, action_type }: ActionRow): Promise<boolean> {
  const { user, workspace } = await readSettings(tx, user_id);
  return autoExecuteRule(user, workspace, action_type).enabled;
}

function moved(name: string, fromMs: number | null, toMs: number | null) {
  return fromMs === toMs ? {} : { [name]: { from: textOf(fromMs), to: textOf(toMs) } };
}

function inWords({ autoExecuteAt, expiresAt }: Command): string {
  const automatic =
    autoExecuteAt === undefined
      ? []
      : [autoExecuteAt === null ? 'nothing happens by itself' : `executes by itself at ${autoExecuteAt}`];
  return [...automatic, ...(expiresAt === undefined ? [] : [`expires at ${expiresAt}`])].join(', ');
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function textOf(ms: number | null): string | null {
  return dateOf(ms)?.toISOString() ?? null;
}
