/** Who looks after whose actions from when to when. */
import { type RawBuilder, sql } from 'kysely';
import type { CoverPeriod } from '../../domain/coverPeriod.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import { inScope, type Scope } from '../access/scope.ts';
import { noteSecurity } from '../access/securityTrail.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';

export interface Cover extends CoverPeriod {
  id: string;
  userName: string;
  coverName: string;
  /** Null: an administrator at the command line. */
  madeBy: string | null;
}

/** @returns its id, or which of the two is nobody active who can decide, or is out of the caller's reach */
export function addCover(
  db: Db,
  scope: Scope,
  { userId, coverId, beginsAt, endsAt }: CoverPeriod,
  acting: Acting,
): Promise<{ id: string } | { unfit: string }> {
  return inTransaction(db, async (tx) => {
    const people = await tx
      .selectFrom('users as u')
      .select('u.id')
      .select(inScope(scope, 'u.id').as('isWithinReach'))
      .where('u.workspace_id', '=', scope.workspaceId)
      .where('u.id', 'in', [userId, coverId])
      .where('u.role', 'in', ['rep', 'manager'])
      .where('u.deactivated_at', 'is', null)
      .orderBy('u.id')
      // Nobody leaves in between.
      .forShare()
      .execute();
    const user = people.find(({ id }) => id === userId);
    if (user === undefined || !user.isWithinReach) return { unfit: userId };
    if (!people.some(({ id }) => id === coverId)) return { unfit: coverId };
    const { id } = await tx
      .insertInto('covers')
      .values({
        workspace_id: scope.workspaceId,
        user_id: userId,
        cover_id: coverId,
        begins_at: beginsAt,
        ends_at: endsAt,
        made_by: acting.by,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const times = { beginsAt: beginsAt.toISOString(), endsAt: endsAt.toISOString() };
    await noteSecurity(tx, acting, { event: 'cover_add', about: userId, detail: { id, coverId, ...times } });
    return { id };
  });
}

/** Ends a cover now, or calls it off where it has not begun. Answers whether there was one within reach that had not ended. */
export function endCover(db: Db, scope: Scope, id: string, acting: Acting): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const found = await tx
      .selectFrom('covers as c')
      .select(['user_id', 'cover_id'])
      .where('c.id', '=', id)
      .where('c.ends_at', '>', sql<Date>`now()`)
      .where(inScope(scope, 'c.user_id'))
      .forUpdate()
      .executeTakeFirst();
    if (found === undefined) return false;
    await endNow(tx, sql<boolean>`id = ${id}`);
    const { user_id: about, cover_id: coverId } = found;
    await noteSecurity(tx, acting, { event: 'cover_end', about, detail: { id, coverId } });
    return true;
  });
}

/** Those that a user gives and takes, as when he leaves. */
export function endCoversOf(tx: Tx, userId: string): Promise<void> {
  return endNow(tx, sql<boolean>`ends_at > now() and (user_id = ${userId} or cover_id = ${userId})`);
}

/** What has not begun is called off; the trail knows that it was there. */
async function endNow(tx: Tx, which: RawBuilder<boolean>): Promise<void> {
  await tx.deleteFrom('covers').where(which).where('begins_at', '>', sql<Date>`now()`).execute();
  await tx.updateTable('covers').set({ ends_at: sql<Date>`now()` }).where(which).execute();
}

/** Covers that have not ended, the soonest first: those of people within reach, and those that one takes oneself. */
export function listCovers(db: Db, scope: Scope): Promise<Cover[]> {
  return db
    .selectFrom('covers as c')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .innerJoin('users as cover', 'cover.id', 'c.cover_id')
    .select(['c.id', 'c.user_id as userId', 'c.cover_id as coverId', 'c.begins_at as beginsAt', 'c.ends_at as endsAt'])
    .select(['u.display_name as userName', 'cover.display_name as coverName', 'c.made_by as madeBy'])
    .where('c.workspace_id', '=', scope.workspaceId)
    .where('c.ends_at', '>', sql<Date>`now()`)
    .where(({ or, eb }) => or([inScope(scope, 'c.user_id'), eb('c.cover_id', '=', scope.userId)]))
    .orderBy('c.begins_at')
    .orderBy('c.id')
    .execute();
}

/** Who looks after a user's actions now, the one who began last; undefined where nobody does. */
export async function coverOf(tx: Tx, userId: string): Promise<string | undefined> {
  const found = await tx
    .selectFrom('covers as c')
    .innerJoin('users as u', 'u.id', 'c.cover_id')
    .select('c.cover_id')
    .where('c.user_id', '=', userId)
    .where('c.begins_at', '<=', sql<Date>`now()`)
    .where('c.ends_at', '>', sql<Date>`now()`)
    .where('u.role', 'in', ['rep', 'manager'])
    .where('u.deactivated_at', 'is', null)
    .orderBy('c.begins_at', 'desc')
    .executeTakeFirst();
  return found?.cover_id;
}
