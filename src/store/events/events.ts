/**
 * What open screens are told, in an order in which nothing can be missed: events are numbered after their commit, one
 * numbering at a time (migrations/0005_live_events.sql), so no later event can come before one already read.
 */
import { sql } from 'kysely';
import type { JsonObject } from '../../domain/json.ts';
import { inScope, type Owned, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';

/**
 * A place in the stream; what comes after it has not been seen. It names the last event before it by number and moment
 * of writing, so that a number that was given again, as in a database restored from a backup, is not taken for it.
 */
export interface Position {
  /** 0: the beginning. */
  seq: number;
  /** Microseconds since 1970, a 64-bit number, hence text. */
  at: string;
}

export interface LiveEvent extends Owned {
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
const NUMBERED_AT_ONCE = 1_000;
/** When the event `e` was written. */
const MICROSECONDS = sql`(extract(epoch from e.created_at) * 1000000)::bigint::text`;
const POSITION = /^(\d{1,16})-(\d{1,19})$/;

interface Row {
  known: boolean;
  lastSeq: string;
  lastAt: string;
  seq: string | null;
  at: string;
  type: string;
  data: JsonObject;
  workspaceId: string;
  userId: string;
  managerId: string | null;
  coverIds: string[];
}

/** Numbers what has been committed since the last time; answers whether there is more. */
export async function numberEvents(db: Db): Promise<boolean> {
  const { rows } = await sql<{ numbered: number }>`select number_events() as numbered`.execute(db);
  return (rows[0]?.numbered ?? 0) >= NUMBERED_AT_ONCE;
}

/** The place after all that is numbered: what is committed from now on comes after it. */
export async function currentPosition(db: Db): Promise<Position> {
  const { rows } = await sql<{ seq: string; at: string }>`
    select seq::text, ${MICROSECONDS} as at from events as e
    where seq is not null order by seq desc limit 1`.execute(db);
  const [last] = rows;
  return last === undefined ? { seq: 0, at: '0' } : { seq: Number(last.seq), at: last.at };
}

/**
 * The numbered events of the scope (undefined: of everybody) after a place, the oldest first; 'unknown' where the place
 * is none of this database's: what came after it was removed for its age, or it is from before a restored backup.
 */
export async function readEvents(db: Db, scope: Scope | undefined, after: Position): Promise<Batch | 'unknown'> {
  // One statement, so that all it tells is of one snapshot. The left join answers its first part without any event, too.
  const { rows } = await sql<Row>`
    select here.known, here.last_seq::text as "lastSeq", here.last_at as "lastAt", found.seq::text as seq, found.at,
      found.type, found.data, found.workspace_id as "workspaceId", found.user_id as "userId",
      found.manager_id as "managerId", found.cover_ids as "coverIds"
    from (
      select coalesce(last.seq, 0) as last_seq, coalesce(last.at, '0') as last_at,
        case when ${after.seq}::bigint = 0 then coalesce((select min(seq) = 1 from events), true)
          else exists (select from events as e where seq = ${after.seq}::bigint and ${MICROSECONDS} = ${after.at}) end as known
      from (select) as nothing
      left join (select seq, ${MICROSECONDS} as at from events as e where seq is not null order by seq desc limit 1) as last
        on true
    ) as here
    left join lateral (
      select e.seq, ${MICROSECONDS} as at, e.type, e.data, e.workspace_id, e.user_id, owner.manager_id,
        array(select cover_id from covers as c where c.user_id = e.user_id and c.begins_at <= now() and c.ends_at > now())
          as cover_ids
      from events as e left join users as owner on owner.id = e.user_id
      where here.known and e.seq > ${after.seq}::bigint and ${scope === undefined ? sql`true` : inScope(scope, 'e.user_id')}
      order by e.seq limit ${BATCH_SIZE}
    ) as found on true
    order by found.seq`.execute(db);
  const [first] = rows;
  if (first === undefined || !first.known) return 'unknown';
  const events = rows.flatMap(({ seq, at, type, data, workspaceId, userId, managerId, coverIds }) =>
    seq === null ? [] : [{ position: { seq: Number(seq), at }, type, data, workspaceId, userId, managerId, coverIds }],
  );
  const full = events.length === BATCH_SIZE;
  const end = { seq: Number(first.lastSeq), at: first.lastAt };
  return { events, next: full ? (events.at(-1)?.position ?? end) : end, full };
}

/** A place as clients hold it: the `id` of a server-sent event. */
export function formatPosition({ seq, at }: Position): string {
  return `${seq}-${at}`;
}

/** Undefined where the text is no place that we could have given out. */
export function parsePosition(text: string): Position | undefined {
  const [, seq, at] = POSITION.exec(text) ?? [];
  if (seq === undefined || at === undefined || !Number.isSafeInteger(Number(seq))) return undefined;
  return { seq: Number(seq), at };
}
