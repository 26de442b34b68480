import { type InsertObject, type InsertQueryBuilder, type InsertResult, sql } from 'kysely';
import type { Db } from './db.ts';
import type { Schema } from './schema.ts';

/**
 * An insert for a statement of several (`with`), made only where its part `source` has made or changed a row; the values may name that
 * row's columns. One statement is one way to Postgres and back, and needs no transaction around it.
 * (https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING)
 */
export function insertWith<T extends keyof Schema & string>(
  db: Db,
  table: T,
  source: string,
  row: InsertObject<Schema, T>,
): InsertQueryBuilder<Schema, T, InsertResult> {
  const given = Object.entries(row).filter(([, value]) => value !== undefined);
  const values = sql.join(given.map(([, value]) => value));
  return (
    db
      .insertInto(table)
      // The names of an InsertObject are columns, though Object.entries does not say so.
      .columns(given.map(([name]) => name as keyof Schema[T] & string))
      .expression(sql`select ${values} from ${sql.table(source)}`)
  );
}
