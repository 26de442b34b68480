/**
 * What open screens are told, in an order in which nothing can be missed: ids commit out of order, so only rows whose
 * transaction lies below the snapshot's xmin are delivered, ordered by (xid, id). Everything below it has been decided,
 * hence no later row can come before one already delivered (architecture, decision 15).
 */
import { sql } from 'kysely';
import type { JsonObject } from '../domain/json.ts';
import type { Db } from './db.ts';
import { inScope, type Scope } from './scope.ts';

/** A place in the stream; what comes after it has not been seen. Both are 64-bit numbers, hence text. */
export interface Position {
  xid: string;
  id: string;
}

export interface LiveEvent {
  position: Position;
  type: string;
  data: JsonObject;
}

export interface Batch {
  events: LiveEvent[];
  /** Where to go on: past everything looked at, whether or not it lay in the scope. */
  next: Position;
  /** Whether there may be more right now. */
  full: boolean;
}

const BATCH_SIZE = 500;
const POSITION = /^(\d{1,20})-(\d{1,19})$/;

/** The place before everything that is still to be delivered. */
export async function currentPosition(db: Db): Promise<Position> {
  const { rows } = await sql<{ xmin: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db);
  return { xid: rows[0]?.xmin ?? '0', id: '0' };
}

/** The events of the scope after a place, the oldest first. */
export async function readEvents(db: Db, scope: Scope, after: Position): Promise<Batch> {
  // One statement, so that rows and xmin are of one snapshot. The left join answers xmin where there is no event.
  const { rows } = await sql<{ xmin: string; xid: string | null; id: string; type: string; data: JsonObject }>`
    select horizon.xmin::text as xmin, found.xid::text as xid, found.id::text as id, found.type, found.data
    from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin) as horizon
    left join lateral (
      select e.xid, e.id, e.type, e.data from events as e
      where (e.xid, e.id) > (${after.xid}::xid8, ${after.id}::bigint) and e.xid < horizon.xmin
        and ${inScope(scope, 'e.user_id')}
      order by e.xid, e.id limit ${BATCH_SIZE}
    ) as found on true
    order by found.xid, found.id`.execute(db);
  const events = rows.flatMap(({ xid, id, type, data }) =>
    xid === null ? [] : [{ position: { xid, id }, type, data }],
  );
  const full = events.length === BATCH_SIZE;
  const last = events.at(-1);
  const horizon = { xid: rows[0]?.xmin ?? after.xid, id: '0' };
  return { events, next: full && last !== undefined ? last.position : later(after, horizon), full };
}

/** Whether events after a place may have been removed for their age: whoever resumes there should load all anew. */
export async function isBeyondRetention(db: Db, { xid }: Position): Promise<boolean> {
  const { rows } = await sql<{ beyond: boolean }>`
    select e.xid > ${xid}::xid8 and e.id > 1 as beyond from events as e order by e.xid, e.id limit 1`.execute(db);
  return rows[0]?.beyond ?? false;
}

/** A place as clients hold it: the `id` of a server-sent event. */
export function formatPosition({ xid, id }: Position): string {
  return `${xid}-${id}`;
}

/** Undefined where the text is no place that we ever gave out. */
export function parsePosition(text: string): Position | undefined {
  const [, xid, id] = POSITION.exec(text) ?? [];
  if (xid === undefined || id === undefined) return undefined;
  const fits = BigInt(xid) < 2n ** 64n && BigInt(id) < 2n ** 63n;
  return fits ? { xid, id } : undefined;
}

function later(a: Position, b: Position): Position {
  return BigInt(b.xid) > BigInt(a.xid) ? b : a;
}
