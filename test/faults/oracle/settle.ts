import { sql } from 'kysely';
import type { Db } from '../../../src/store/database/db.ts';
import { eventually } from '../../support/eventually.ts';

/**
 * Waits until nothing is under way: what was approved or became due has ended, every workflow has been told, the inbox is empty.
 *
 * @returns whether that came to be in time; what is left is the oracle's to tell
 */
export async function settle(db: Db, timeoutMs: number): Promise<boolean> {
  return eventually(
    async () => {
      const { rows } = await sql<{ left: string }>`
        select (select count(*) from pending_autonomous_actions
                where status = 'approved' or tell is not null
                  or (status = 'pending' and (executing_at is not null or act_by < now() + interval '30 seconds'
                    or (scheduled_approval ->> 'executesAt')::timestamptz < now() + interval '30 seconds')))
          + (select count(*) from crm_inbox where state = 'new') as left`.execute(db);
      if (rows[0]?.left !== '0') throw new Error(`${rows[0]?.left} are left`);
      return true;
    },
    { timeoutMs, intervalMs: 250 },
  ).catch(() => false);
}

/** Waits until people have been told all that is due, and nobody is at it any more, nor may be. */
export async function untilTold(db: Db, timeoutMs: number): Promise<boolean> {
  return eventually(
    async () => {
      const { rows } = await sql<{ left: string }>`
        select (select count(*) from tellings where look_at <= now() or taken_until > now())
          + (select count(*) from action_messages where state = 'sending') as left`.execute(db);
      if (rows[0]?.left !== '0') throw new Error(`${rows[0]?.left} are left`);
      return true;
    },
    { timeoutMs, intervalMs: 250 },
  ).catch(() => false);
}
