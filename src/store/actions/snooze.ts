import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';

/**
 * Hides a pending action from its user's queue until then; null shows it again. Answers whether there was one in the
 * scope. Neither its version nor its last change is touched: nothing was decided.
 */
export async function snoozeAction(db: Db, scope: Scope, actionId: string, until: Date | null): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('pending_autonomous_actions as a')
    .set({ snoozed_until: until })
    .where('a.id', '=', actionId)
    .where('a.status', '=', 'pending')
    .where(inScope(scope, 'a.user_id'))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
