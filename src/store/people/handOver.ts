/** A leaver's pending actions change their owner. */
import { randomUUID } from 'node:crypto';
import { actionWorkflowId } from '../../domain/dedupKey.ts';
import { toBeStarted } from '../actions/outbox.ts';
import { findPending, nextOccurrence } from '../actions/situation.ts';
import { transition } from '../actions/transition.ts';
import type { Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';

/**
 * Gives what waits for the leaver's decision to the receiver, each with a workflow of the receiver's own; the earlier one finds that
 * its action has another, and ends. Where the receiver has the same situation pending, one action holds the key, and the
 * leaver's stays where it is.
 *
 * @param receiver undefined: all stay
 */
export async function handOver(
  tx: Tx,
  leaver: { id: string; name: string },
  receiver: string | undefined,
): Promise<{ handedOver: number; kept: number }> {
  const waiting = await lockWaiting(tx, leaver.id);
  let handedOver = 0;
  if (receiver === undefined) return { handedOver, kept: waiting.length };
  for (const action of waiting) if (await give(tx, action, leaver, receiver)) handedOver += 1;
  return { handedOver, kept: waiting.length - handedOver };
}

function lockWaiting(tx: Tx, userId: string): Promise<ActionRow[]> {
  return tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('status', '=', 'pending')
    .where('executing_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function give(
  tx: Tx,
  action: ActionRow,
  leaver: { id: string; name: string },
  receiver: string,
): Promise<boolean> {
  const key = action.dedup_key ?? 'none';
  if ((await findPending(tx, receiver, key)) !== undefined) return false;
  const occurrence = await nextOccurrence(tx, receiver, key);
  await transition(tx, action, {
    columns: {
      user_id: receiver,
      occurrence,
      workflow_id: actionWorkflowId(receiver, key, occurrence),
      snoozed_until: null,
      ...toBeStarted(),
    },
    entry: {
      // It may come back, and leave again.
      commandId: `handed/${leaver.id}/${receiver}/${randomUUID()}`,
      command: 'hand_over',
      by: null,
      channel: 'system',
      at: new Date(),
      changes: { userId: { from: leaver.id, to: receiver } },
      message: `${leaver.name} has left`,
    },
  });
  return true;
}
