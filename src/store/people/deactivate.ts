/** Somebody leaves: one transaction that shuts out, and disarms everything that would still happen by itself. */
import { sql } from 'kysely';
import { transition } from '../actions/transition.ts';
import type { Db, Tx } from '../database/db.ts';
import type { ActionRow } from '../database/schema.ts';

/**
 * From now on nothing is accepted of the user, and nothing is done in his name: his automatic executions are called
 * off, the approvals that wait for their undo window, his own and those he gave for others, are voided. His actions stay pending, for
 * whoever looks after them. What is being executed already is judged again by its next attempt (`claimExecution`).
 * Answers whether there was such an active user.
 */
export function deactivateUser(db: Db, workspaceId: string, userId: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const left = await tx
      .updateTable('users')
      .set({ deactivated_at: sql<Date>`now()` })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', userId)
      .where('deactivated_at', 'is', null)
      .returning('display_name as name')
      .executeTakeFirst();
    if (left === undefined) return false;
    for (const action of await lockArmed(tx, workspaceId, userId)) await disarm(tx, action, userId, left.name);
    return true;
  });
}

function lockArmed(tx: Tx, workspaceId: string, userId: string): Promise<ActionRow[]> {
  return tx
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'pending')
    .where('executing_at', 'is', null)
    .where(({ or, and, eb }) =>
      or([
        and([
          eb('user_id', '=', userId),
          or([eb('auto_execute_at', 'is not', null), eb('scheduled_approval', 'is not', null)]),
        ]),
        eb(sql`scheduled_approval ->> 'by'`, '=', userId),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

async function disarm(tx: Tx, action: ActionRow, userId: string, name: string): Promise<void> {
  await transition(tx, action, {
    // Whoever voids an approval calls off what has become due meanwhile: it asks again (product rules, section 6).
    columns: { scheduled_approval: null, auto_execute_at: null },
    entry: {
      commandId: `left/${userId}`,
      command: 'disarm',
      by: null,
      channel: 'system',
      at: new Date(),
      message: `${name} has left: nothing happens by itself any more`,
    },
  });
}
