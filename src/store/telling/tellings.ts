/** Of which actions somebody may have to be told: taken, looked at, put off. See migrations/0015_telling.sql. */
import { sql } from 'kysely';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';

export interface TakenTelling {
  actionId: string;
  /** Names this taking, and no other one. */
  holder: string;
  /** As it was taken: raised by each change. */
  seq: number;
  /** How often it has been taken in vain, this time included. */
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
    set taken_until = now() + ${takenMs} * interval '1 millisecond', attempts = t.attempts + 1, holder = gen_random_uuid()
    from (
      select action_id, taken_until > '-infinity' as "wasAbandoned" from tellings
      where look_at <= now() and taken_until <= now()
      order by look_at limit ${limit} for update skip locked
    ) as due
    where t.action_id = due.action_id
    returning t.action_id as "actionId", t.holder, t.seq, t.attempts, due."wasAbandoned"`.execute(db);
  return rows;
}

/** Keeps what is about to be looked at for `takenMs` more; false where somebody else has it by now. */
export async function keepTelling(db: Db, telling: TakenTelling, takenMs: number): Promise<boolean> {
  const { numUpdatedRows } = await stillOurs(db, telling)
    .set({ taken_until: sql<Date>`now() + ${takenMs} * interval '1 millisecond'` })
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Looked at: when to look again, or never. Where something has changed meanwhile it is looked at at once. */
export async function settleTelling(db: Db, telling: TakenTelling, nextLookAt: Date | null): Promise<void> {
  const { actionId, holder, seq } = telling;
  if (nextLookAt === null) {
    const { numDeletedRows } = await db
      .deleteFrom('tellings')
      .where('action_id', '=', actionId)
      .where('holder', '=', holder)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (numDeletedRows === 0n) await release(db, telling);
    return;
  }
  const { numUpdatedRows } = await stillOurs(db, telling)
    .set({ look_at: nextLookAt, taken_until: FREE, attempts: 0, error: null })
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await release(db, telling);
}

/** It could not be told: tried again after a while, or at once where something has changed meanwhile. */
export async function putOffTelling(db: Db, telling: TakenTelling, afterMs: number, error: string): Promise<void> {
  const { numUpdatedRows } = await stillOurs(db, telling)
    .set({ look_at: sql<Date>`now() + ${afterMs} * interval '1 millisecond'`, taken_until: FREE, error })
    .where('seq', '=', telling.seq)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await release(db, telling);
}

/** Somebody may still be writing what it told, for `forMs` at most: until then nobody looks, whatever changes meanwhile. */
export async function keepAway(db: Db, telling: TakenTelling, forMs: number, error: string): Promise<void> {
  await stillOurs(db, telling)
    .set({ taken_until: sql<Date>`now() + ${forMs} * interval '1 millisecond'`, error })
    .execute();
}

const FREE = sql<Date>`'-infinity'`;

function stillOurs(db: Db, { actionId, holder }: TakenTelling) {
  return db.updateTable('tellings').where('action_id', '=', actionId).where('holder', '=', holder);
}

function release(db: Db, telling: TakenTelling) {
  return stillOurs(db, telling).set({ taken_until: FREE }).execute();
}

/**
 * Has what was told of actions looked at, and written anew: somebody else has written to it, or it shows what is gone.
 *
 * @param afterMs as long as somebody else may still be writing
 */
export async function lookAgain(db: Db | Tx, actionIds: readonly string[], afterMs = 0): Promise<void> {
  if (actionIds.length === 0) return;
  await inTransaction(db, async (tx) => {
    // First, as a decision has it when its trigger comes to the tellings: the other way round the two would wait for each other.
    await sql`select from pending_autonomous_actions where id = any(${actionIds}::uuid[]) order by id for key share`.execute(
      tx,
    );
    await sql`
      with unknown as (
        update action_messages set shows = null where action_id = any(${actionIds}::uuid[]) and channel = 'slack'
        returning action_id, workspace_id)
      insert into tellings (action_id, workspace_id, look_at)
      select distinct action_id, workspace_id, now() + ${afterMs} * interval '1 millisecond' from unknown
      on conflict (action_id) do update
        set look_at = least(tellings.look_at, excluded.look_at), seq = tellings.seq + 1`.execute(tx);
  });
}
