import { sql } from 'kysely';
import type { Door } from '../../domain/actor.ts';
import type { Db } from '../database/db.ts';

/** Notes that somebody has looked at an action, and by which door first. */
export async function noteView(
  db: Db,
  view: { actionId: string; workspaceId: string; userId: string; channel: Door },
): Promise<void> {
  await db
    .insertInto('action_views')
    .values({ action_id: view.actionId, workspace_id: view.workspaceId, user_id: view.userId, channel: view.channel })
    .onConflict((conflict) =>
      conflict.columns(['action_id', 'user_id']).doUpdateSet({ last_seen_at: sql<Date>`now()` }),
    )
    .execute();
}

/** When each of those who have looked at it did last. */
export async function listViews(db: Db, actionId: string): Promise<{ userId: string; at: Date }[]> {
  return db
    .selectFrom('action_views')
    .select(['user_id as userId', 'last_seen_at as at'])
    .where('action_id', '=', actionId)
    .execute();
}
