/** What was to leave by itself, and cannot: a person is asked again, and the trail says why. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { asksAgain, type Due, type ScheduledApproval } from '../../domain/decide.ts';
import { recordAudit } from '../actions/audit.ts';
import { transition } from '../actions/transition.ts';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { moved, recordRefusal } from '../decisions/decideAction.ts';
import { stateOf } from '../decisions/standing.ts';
import { byTheClock, hasBegun, toUnbegun, unbegun } from './postpone.ts';

/** It would wait, and nobody knows until when: a person is asked. */
export function hold(tx: Tx, row: ActionRow, due: Due, why: string, nowMs: number) {
  return due === 'window_passed' ? refuseWindow(tx, row, [why], nowMs) : callOff(tx, row, why, nowMs);
}

/** Or the user deactivated. */
export const SWITCHED_OFF = 'automatic execution was switched off before it was due';

/** The action waits for a person, as it did before it had begun, and nothing happens by itself any more. */
export async function callOff(tx: Tx, row: ActionRow, message: string, nowMs: number): Promise<ActionRow> {
  const before = toUnbegun(row);
  const { expiresAtMs } = asksAgain(stateOf(hasBegun(row) ? unbegun(row, false) : row), nowMs);
  const expiry = moved('expiresAt', row.expires_at, new Date(expiresAtMs));
  const changed = await transition(tx, row, {
    ...before,
    columns: { ...before.columns, auto_execute_at: null, expires_at: new Date(expiresAtMs) },
    entry: {
      ...byTheClock(nowMs),
      commandId: `disarm:${randomUUID()}`,
      command: 'disarm',
      changes: Object.keys(expiry).length > 0 ? expiry : undefined,
      message,
    },
  });
  return changed.row;
}

/** The window has passed, and what was approved cannot execute: nothing was decided after all, and the trail says why. */
export async function refuseWindow(tx: Tx, row: ActionRow, obstacles: string[], nowMs: number): Promise<ActionRow> {
  const next = asksAgain(stateOf(row), nowMs);
  const message = obstacles.join('; ');
  await recordRefusal(tx, row, { ...approvalOf(row), type: 'approve' }, { type: 'not-executable', message });
  const expiresAt = new Date(next.expiresAtMs);
  const changes = moved('expiresAt', row.expires_at, expiresAt);
  if (Object.keys(changes).length > 0) {
    const commandId = `ask-again:${expiresAt.toISOString()}`;
    await recordAudit(tx, row, { ...byTheClock(nowMs), commandId, command: 'reschedule', changes });
  }
  return tx
    .updateTable('pending_autonomous_actions')
    .set({
      scheduled_approval: null,
      auto_execute_at: next.autoExecuteAtMs === null ? null : row.auto_execute_at,
      expires_at: expiresAt,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', row.id)
    .returning(ACTION_COLUMNS)
    .executeTakeFirstOrThrow();
}

/** The approval whose window has passed is a decision of its own in the trail. */
export function approvalOf({ scheduled_approval: approval }: ActionRow): ScheduledApproval {
  if (approval === null) throw new Error('no approval is scheduled');
  return { ...approval, id: `${approval.id}:window-passed` };
}
