/** Of which actions somebody may have to be told: taken, looked at, put off. See migrations/0015_telling.sql. */
import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';

export interface TakenTelling {
  actionId: string;
  /** As it was taken: raised by each change. */
  seq: number;
  /** How often it has been taken in vain. */
  attempts: number;
  /** Whether somebody else had taken it, and has not come back: what he was doing may still happen. */
  wasAbandoned: boolean;
}

/** Whether anything is due that nobody has taken. */
export async function hasTellings(db: Db): Promise<boolean> {
  const { rows } = await sql`select from tellings where look_at <= now() and taken_until <= now() limit 1`.execute(db);
  return rows.length > 0;
}

/** Takes up to `limit` that are due, for `takenMs`. */
export async function takeTellings(db: Db, limit: number, takenMs: number): Promise<TakenTelling[]> {
  const { rows } = await sql<TakenTelling>`
    update tellings as t
    set taken_until = now() + ${takenMs} * interval '1 millisecond', attempts = t.attempts + 1
    from (
      select action_id, taken_until > '-infinity' as "wasAbandoned" from tellings
      where look_at <= now() and taken_until <= now()
      order by look_at limit ${limit} for update skip locked
    ) as due
    where t.action_id = due.action_id
    returning t.action_id as "actionId", t.seq, t.attempts - 1 as attempts, due."wasAbandoned"`.execute(db);
  return rows;
}

/** Looked at: when to look again, or never. Where something has changed meanwhile it is looked at at once. */
export async function settleTelling(db: Db, { actionId, seq }: TakenTelling, nextLookAt: Date | null): Promise<void> {
  const settled =
    nextLookAt === null
      ? await db
          .deleteFrom('tellings')
          .where('action_id', '=', actionId)
          .where('seq', '=', seq)
          .executeTakeFirst()
          .then(({ numDeletedRows }) => numDeletedRows)
      : await db
          .updateTable('tellings')
          .set({ look_at: nextLookAt, taken_until: '-infinity', attempts: 0, error: null })
          .where('action_id', '=', actionId)
          .where('seq', '=', seq)
          .executeTakeFirst()
          .then(({ numUpdatedRows }) => numUpdatedRows);
  if (settled === 0n) await release(db, actionId);
}

function release(db: Db, actionId: string) {
  return db.updateTable('tellings').set({ taken_until: '-infinity' }).where('action_id', '=', actionId).execute();
}

/** It could not be told: tried again after a while. */
export async function putOffTelling(db: Db, actionId: string, afterMs: number, error: string): Promise<void> {
  await db
    .updateTable('tellings')
    .set({
      look_at: sql<Date>`now() + ${afterMs} * interval '1 millisecond'`,
      taken_until: '-infinity',
      error,
    })
    .where('action_id', '=', actionId)
    .execute();
}

/**
 * Has what was told of actions looked at, and written anew: somebody else has written to it, or it shows what is gone.
 *
 * @param afterMs as long as somebody else may still be writing
 */
export async function lookAgain(db: Db | Tx, actionIds: readonly string[], afterMs = 0): Promise<void> {
  if (actionIds.length === 0) return;
  await sql`
    with unknown as (
      update action_messages set shows = null where action_id = any(${actionIds}::uuid[]) and channel = 'slack'
      returning action_id, workspace_id)
    insert into tellings (action_id, workspace_id, look_at)
    select distinct action_id, workspace_id, now() + ${afterMs} * interval '1 millisecond' from unknown
    on conflict (action_id) do update
      set look_at = least(tellings.look_at, excluded.look_at), seq = tellings.seq + 1`.execute(db);
}
