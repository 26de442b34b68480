/** What the reconciler reads of the rows, page by page, and how far it has come. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { ActionRow, Place } from '../database/schema.ts';

/**
 * The place of a step that is due, taken by this caller: nobody else gets one until it is finished, or `leaseMs` have passed.
 * Undefined where none is due.
 */
export async function takeStep(db: Db, leaseMs: number): Promise<Place | undefined> {
  const taken = await db
    .updateTable('reconciliation')
    .set({ step_at: fromNow(leaseMs) })
    .where('step_at', '<=', sql<Date>`now()`)
    .returning('place')
    .executeTakeFirst();
  return taken?.place;
}

/** @param waitMs after how long the next step is due */
export async function finishStep(db: Db, place: Place, waitMs: number): Promise<void> {
  await db
    .updateTable('reconciliation')
    .set({ place: JSON.stringify(place), step_at: fromNow(waitMs) })
    .execute();
}

function fromNow(ms: number) {
  return sql<Date>`now() + ${ms} * interval '1 millisecond'`;
}

export type WaitingRow = Pick<ActionRow, 'id' | 'workflow_id'> & { actBy: string };

/**
 * The next so many actions that wait for a decision or their moment, soonest first, whose workflow was started at least `settledMs`
 * ago. What is under way the sweep looks after.
 */
export function nextWaiting(
  db: Db,
  after: { actBy: string; id: string } | undefined,
  { limit, settledMs }: { limit: number; settledMs: number },
): Promise<WaitingRow[]> {
  return (
    db
      .selectFrom('pending_autonomous_actions')
      .select(['id', 'workflow_id'])
      // As text: a Date has no microseconds.
      .select(sql<string>`act_by::text`.as('actBy'))
      .where('status', '=', 'pending')
      .where('executing_at', 'is', null)
      .where('tell', 'is', null)
      .where('workflow_started_at', '<', fromNow(-settledMs))
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`(act_by, id) > (${after?.actBy}::timestamptz, ${after?.id}::uuid)`),
      )
      .orderBy('act_by')
      .orderBy('id')
      .limit(limit)
      .execute()
  );
}

export type KnownRow = Pick<ActionRow, 'id' | 'workflow_id' | 'status'> & {
  /** It has been as it is for some time: what follows from it should have happened. */
  settled: boolean;
};

/** The rows that have one of these workflow IDs, or are one of these actions. */
export function findKnown(
  db: Db,
  workflowIds: readonly string[],
  actionIds: readonly string[],
  { settledMs }: { settledMs: number },
): Promise<KnownRow[]> {
  return db
    .selectFrom('pending_autonomous_actions')
    .select(['id', 'workflow_id', 'status'])
    .select(sql<boolean>`updated_at < ${fromNow(-settledMs)}`.as('settled'))
    .where((eb) =>
      eb.or([
        eb('workflow_id', '=', sql<string>`any(${workflowIds}::text[])`),
        eb('id', '=', sql<string>`any(${actionIds.filter((id) => UUID.test(id))}::uuid[])`),
      ]),
    )
    .execute();
}

/** Action ids come back from Temporal, where anybody may have written something else: Postgres would refuse the whole statement. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An action by its id, as it is now; undefined too for what is no id at all. */
export async function findActionRow(db: Db, actionId: string): Promise<ActionRow | undefined> {
  if (!UUID.test(actionId)) return undefined;
  return db.selectFrom('pending_autonomous_actions').selectAll().where('id', '=', actionId).executeTakeFirst();
}
