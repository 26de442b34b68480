import { actionWorkflowId } from '../../domain/dedupKey.ts';
import { isOutcome } from '../../domain/lifecycle.ts';
import type { Db } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';
import { lockAction } from './actionRow.ts';
import { toBeStarted } from './outbox.ts';
import { nextOccurrence } from './situation.ts';
import { transition } from './transition.ts';

/**
 * Gives an unfinished action a workflow of its own: the next number of its situation, and with it a workflow ID, to be started.
 * For one whose workflow is another action's, cannot go on, or was ended by ourselves.
 *
 * @param asksAgain nothing happens by itself any more: its situation has a past that this database has forgotten
 */
export async function renumber(
  db: Db,
  { id, workflow_id }: ActionRow,
  { why, asksAgain }: { why: string; asksAgain: boolean },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { row, now } = await lockAction(tx, id);
    if (isOutcome(row.status) || row.workflow_id !== workflow_id) return;
    const key = row.dedup_key ?? 'none';
    const occurrence = Math.max(await nextOccurrence(tx, row.user_id, key), row.occurrence + 1);
    const held = asksAgain && row.status === 'pending' && row.executing_at === null ? { auto_execute_at: null } : {};
    await transition(tx, row, {
      columns: { occurrence, workflow_id: actionWorkflowId(row.user_id, key, occurrence), ...held, ...toBeStarted() },
      entry: {
        commandId: `restart:${occurrence}`,
        command: 'restart',
        by: null,
        channel: 'system',
        at: now,
        message: why,
      },
    });
  });
}
