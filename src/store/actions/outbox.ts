/** The row as its own outbox: what its workflow is still to be told, and which workflows may be lost. */

import { sql } from 'kysely';
import { ACTION_COLUMNS } from '../database/columns.ts';
import type { Db } from '../database/db.ts';
import type { ActionRow, Told } from '../database/schema.ts';

/** How long whoever made a change has to tell of it; then the relay steps in. */
const OWN_TELLING_MS = 2_000;
/** How long a taken row is left to whoever took it: longer than a batch takes. */
const TAKEN_MS = 60_000;
/** How long what nobody answered waits: Temporal may be back at any moment. */
const UNANSWERED_MS = 1_000;
const MAX_BACKOFF_SECONDS = 300;

/** The columns that say so: what a decision sets with all else that it sets. */
export function toBeTold(told: Told) {
  return {
    tell: JSON.stringify(told),
    tell_seq: sql<number>`tell_seq + 1`,
    tell_attempts: 0,
    tell_at: sql<Date>`now() + ${OWN_TELLING_MS} * interval '1 millisecond'`,
  };
}

/** The columns that have a workflow started at once, where none is that runs for the action. */
export function toBeStarted() {
  return { ...toBeTold({}), workflow_started_at: null, tell_at: sql<Date>`now()` };
}

/** Takes up to `limit` rows whose workflow is to be told something; another relay gets others. */
export function takeUntold(db: Db, limit: number): Promise<ActionRow[]> {
  return db
    .updateTable('pending_autonomous_actions')
    .set({ tell_at: sql<Date>`now() + ${TAKEN_MS} * interval '1 millisecond'` })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('pending_autonomous_actions')
        .select('id')
        .where('tell', 'is not', null)
        .where('tell_at', '<=', sql<Date>`now()`)
        .orderBy('tell_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(ACTION_COLUMNS)
    .execute();
}

/** The columns of an outcome that its workflow itself records: it need not be told of anything, unless nobody knows that it runs. */
export function itselfTold() {
  return { tell: sql<string | null>`case when workflow_started_at is null then tell end` };
}

/**
 * The workflows know what these rows said when they were read; what has been decided since is still to be told, also where
 * somebody has told it already: he may have found no workflow yet.
 */
export async function markTold(db: Db, rows: readonly ActionRow[]): Promise<void> {
  const [ids, seqs] = [rows.map(({ id }) => id), rows.map(({ tell_seq }) => tell_seq)];
  // Locked in one order, so that two who mark the same rows do not wait for each other for ever.
  await sql`
    with told as (
      select action.id, known.seq
      from unnest(${ids}::uuid[], ${seqs}::integer[]) as known (id, seq)
      join pending_autonomous_actions as action on action.id = known.id
      where action.tell is not null or action.workflow_started_at is null or action.tell_seq <> known.seq
      order by action.id
      for no key update of action)
    update pending_autonomous_actions as action set
      workflow_started_at = coalesce(action.workflow_started_at, now()),
      workflow_checked_at = now(),
      tell = case when action.tell_seq = told.seq then null else coalesce(action.tell, '{}') end,
      tell_error = null
    from told where action.id = told.id`.execute(db);
}

/** Nobody could be told, for no fault of these actions: they are due again in a moment, however often that was so. */
export async function postponeTelling(db: Db, actionIds: readonly string[]): Promise<void> {
  if (actionIds.length === 0) return;
  await db
    .updateTable('pending_autonomous_actions')
    .set({ tell_at: sql<Date>`now() + ${UNANSWERED_MS} * interval '1 millisecond'` })
    .where('id', 'in', actionIds)
    .where('tell', 'is not', null)
    .execute();
}

/** Tries again after 2, 4, 8 … seconds, at most five minutes: what is refused never loops hot. */
export async function markTellFailed(db: Db, actionId: string, error: string): Promise<void> {
  await db
    .updateTable('pending_autonomous_actions')
    .set({
      tell_attempts: sql<number>`tell_attempts + 1`,
      tell_error: error,
      tell_at: sql<Date>`now() + least(power(2, least(tell_attempts, 20) + 1), ${MAX_BACKOFF_SECONDS}) * interval '1 second'`,
    })
    .where('id', '=', actionId)
    .execute();
}

/**
 * Takes up to `limit` actions that should have done something by now and whose workflow has not been looked at for
 * `olderThanMs`: past their moment by `lateMs`, or under way for that long.
 */
export function takeOverdue(
  db: Db,
  limit: number,
  { olderThanMs, lateMs }: { olderThanMs: number; lateMs: number },
): Promise<ActionRow[]> {
  const late = sql`now() - ${lateMs} * interval '1 millisecond'`;
  return db
    .updateTable('pending_autonomous_actions')
    .set({ workflow_checked_at: sql<Date>`now()` })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom(
          // Each half is what an index of its own holds: all that waits is never read.
          sql<{ id: string; workflow_checked_at: Date }>`(
            select id, workflow_checked_at from pending_autonomous_actions
              where status = 'pending' and executing_at is null and scheduled_approval is null and act_by < ${late}
            union all
            select id, workflow_checked_at from pending_autonomous_actions
              where (status = 'approved' or (status = 'pending' and (executing_at is not null or scheduled_approval is not null)))
                and coalesce((scheduled_approval ->> 'executesAt')::timestamptz, executing_at, decided_at) < ${late})`.as(
            'overdue',
          ),
        )
        .select('id')
        .where('workflow_checked_at', '<', sql<Date>`now() - ${olderThanMs} * interval '1 millisecond'`)
        .orderBy('workflow_checked_at')
        .limit(limit),
    )
    .where('workflow_started_at', 'is not', null)
    .where('tell', 'is', null)
    .returning(ACTION_COLUMNS)
    .execute();
}

/** The unfinished action of a workflow, if it has one. */
export function findUnfinished(db: Db, workflowId: string): Promise<ActionRow | undefined> {
  return db
    .selectFrom('pending_autonomous_actions')
    .selectAll()
    .where('workflow_id', '=', workflowId)
    .where('status', 'in', ['pending', 'approved'])
    .executeTakeFirst();
}

/** Temporal no longer knows the workflows of these actions: those that have not ended are to be started again. */
export async function forgetStart(db: Db, ...actionIds: string[]): Promise<void> {
  await db
    .updateTable('pending_autonomous_actions')
    .set(toBeStarted())
    .where('id', 'in', actionIds)
    .where('status', 'in', ['pending', 'approved'])
    .execute();
}
