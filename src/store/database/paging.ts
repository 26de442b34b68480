/** Keyset paging: a page begins after the last row of the one before, so rows that come or go shift nothing. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { readInstant } from '../../domain/instant.ts';

export interface Page<T> {
  items: T[];
  /** Where the next page begins; null on the last one. */
  nextCursor: string | null;
}

export interface PageRequest {
  limit: number;
  cursor?: string;
}

/** A cursor that none of our answers carried. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const RANK = /^\d$/;

/** As Postgres prints a numeric. */
const AMOUNT = /^-?\d{1,40}(\.\d{1,40})?$/;

/** The number of a trigger, of an entry in a trail or in the inbox, or a message's id. */
const ENTRY = /^([012]-\d{20}|3-[0-9a-f-]{36})$/;

const SHAPES = {
  newest: [TIME, UUID],
  queue: [RANK, TIME, UUID],
  value: [AMOUNT, UUID],
  decided: [TIME, UUID],
  timeline: [TIME, ENTRY],
} as const;
export type Order = keyof typeof SHAPES;

/** A time as cursors hold it: to the microsecond, as rows are ordered by it and a JavaScript Date would cut it. */
export function cursorTime(column: string): RawBuilder<string> {
  return sql<string>`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/**
 * Cuts `limit + 1` rows into a page; the row too many says that there is another.
 *
 * @param keys the values a row is ordered by, in the order's own sequence
 */
export function toPage<T>(rows: T[], order: Order, limit: number, keys: (row: T) => string[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const isLast = rows.length <= limit || last === undefined;
  return { items, nextCursor: isLast ? null : encode([order, ...keys(last)]) };
}

/** @throws CursorError where the cursor is none of that order's */
export function readCursor(cursor: string, order: Order): string[] {
  const [given, ...keys] = decode(cursor);
  const shape = SHAPES[order];
  const fits =
    given === order &&
    keys.length === shape.length &&
    shape.every((part, i) => part.test(keys[i] ?? '') && (part !== TIME || readInstant(keys[i] ?? '') !== undefined));
  if (!fits) throw new CursorError('the cursor is not one of this list and sort order');
  return keys;
}

/**
 * The condition that a row comes after the cursor where the newest come first; all rows without a cursor.
 *
 * @param table the alias of the table, which has `created_at` and a uuid `id`
 * @throws CursorError
 */
export function olderThan(cursor: string | undefined, table: string, idColumn = 'id'): RawBuilder<SqlBool> {
  if (cursor === undefined) return sql<SqlBool>`true`;
  const [time, id] = readCursor(cursor, 'newest');
  const row = sql`(${sql.ref(`${table}.created_at`)}, ${sql.ref(`${table}.${idColumn}`)})`;
  return sql<SqlBool>`${row} < (${time}::timestamptz, ${id}::uuid)`;
}

function encode(parts: string[]): string {
  return Buffer.from(parts.join(' ')).toString('base64url');
}

function decode(cursor: string): string[] {
  return Buffer.from(cursor, 'base64url').toString().split(' ');
}
