/** The row as its own outbox: which actions still want a workflow, and which may have lost theirs. */
import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { ActionRow } from './schema.ts';

/** How long a taken row is left to whoever took it. */
const TAKEN_MS = 30_000;
const MAX_BACKOFF_SECONDS = 300;

export function readAction(db: Db, actionId: string): Promise<ActionRow | undefined> {
  return db.selectFrom('pending_autonomous_actions').selectAll().where('id', '=', actionId).executeTakeFirst();
}

/** Takes up to `limit` actions whose workflow is due to be started; another relay gets others. */
export function takeUnstarted(db: Db, limit: number): Promise<ActionRow[]> {
  return db
    .updateTable('pending_autonomous_actions')
    .set({ next_start_at: sql<Date>`now() + ${TAKEN_MS} * interval '1 millisecond'` })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('pending_autonomous_actions')
        .select('id')
        .where('workflow_started_at', 'is', null)
        .where('status', 'in', ['pending', 'approved'])
        .where('next_start_at', '<=', sql<Date>`now()`)
        .orderBy('next_start_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
}

export async function markStarted(db: Db, actionId: string): Promise<void> {
  await db
    .updateTable('pending_autonomous_actions')
    .set({ workflow_started_at: sql<Date>`now()`, workflow_checked_at: sql<Date>`now()`, start_error: null })
    .where('id', '=', actionId)
    .execute();
}

/** Tries again after 2, 4, 8 … seconds, at most five minutes: a start that is refused never loops hot. */
export async function markStartFailed(db: Db, actionId: string, error: string): Promise<void> {
  await db
    .updateTable('pending_autonomous_actions')
    .set({
      start_attempts: sql<number>`start_attempts + 1`,
      start_error: error,
      next_start_at: sql<Date>`now() + least(power(2, least(start_attempts, 20) + 1), ${MAX_BACKOFF_SECONDS}) * interval '1 second'`,
    })
    .where('id', '=', actionId)
    .execute();
}

/** Takes up to `limit` unfinished actions whose workflow has not been seen alive for `olderThanMs`. */
export function takeUnchecked(db: Db, limit: number, olderThanMs: number): Promise<ActionRow[]> {
  return db
    .updateTable('pending_autonomous_actions')
    .set({ workflow_checked_at: sql<Date>`now()` })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('pending_autonomous_actions')
        .select('id')
        .where('workflow_started_at', 'is not', null)
        .where('status', 'in', ['pending', 'approved'])
        .where('workflow_checked_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
        .orderBy('workflow_checked_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
}

/** Temporal no longer knows the workflow of an unfinished action: it is to be started again. */
export async function forgetStart(db: Db, actionId: string): Promise<void> {
  await db
    .updateTable('pending_autonomous_actions')
    .set({ workflow_started_at: null, next_start_at: sql<Date>`now()` })
    .where('id', '=', actionId)
    .where('status', 'in', ['pending', 'approved'])
    .execute();
}

/** Whether, by Postgres's clock, an attempt at the action's effect may still be alive. */
export async function isLeased(db: Db, actionId: string): Promise<boolean> {
  const leased = await db
    .selectFrom('deliveries')
    .select('action_id')
    .where('action_id', '=', actionId)
    .where('lease_until', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return leased !== undefined;
}
