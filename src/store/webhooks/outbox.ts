/** Deliveries that wait for their turn: the relay takes them on and starts their workflows, which attempt them (attempts.ts). */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** Whoever takes one has started its workflow by then, else somebody else tries. */
const LEASE_SECONDS = 15;
/** For so long after it should have done something a workflow is not asked after. */
export const SILENT_SECONDS = 60 * 60;
/** So many of an endpoint's are with Temporal and are to be attempted now, which is looked after within SILENT_SECONDS: those of one that is slow wait in their rows, where it costs nothing. */
const AT_THEIR_TURN = 50;

/** A delivery that is to have a workflow. */
export interface DueDelivery {
  id: string;
  /** Of the event: see WEBHOOK_EVENTS. */
  type: string;
}

/**
 * Takes on deliveries that no workflow has, those due the longest first; and those of workflows that have long been silent. Of each endpoint
 * only so many as leave the others room, of one that is disabled none.
 */
export async function takeDue(db: Db, limit: number): Promise<DueDelivery[]> {
  const { rows } = await sql<DueDelivery>`
    update webhook_deliveries set state = 'trying', look_at = now() + ${LEASE_SECONDS} * interval '1 second'
    where id in (
      select due.id from webhook_endpoints as endpoint
      cross join lateral (
        select id, look_at from webhook_deliveries
        where endpoint_id = endpoint.id and state in ('new', 'trying') and look_at <= now()
        order by look_at
        limit (
          select ${AT_THEIR_TURN} - count(*) from (
            select from webhook_deliveries
            where endpoint_id = endpoint.id and state = 'trying'
              and look_at > now() and look_at <= now() + ${SILENT_SECONDS} * interval '1 second'
            limit ${AT_THEIR_TURN}) as at_their_turn)
        for update skip locked) as due
      where endpoint.disabled_at is null
      order by due.look_at limit ${limit})
    returning id, type`.execute(db);
  return rows;
}

/** Their workflows are there. Some may have come to an end by now, or put their deliveries back among those that wait. */
export async function markStarted(db: Db, ids: string[]): Promise<void> {
  await sql`
    update webhook_deliveries set look_at = greatest(look_at, now() + ${SILENT_SECONDS} * interval '1 second')
    where id = any(${ids}::uuid[]) and state = 'trying'`.execute(db);
}
