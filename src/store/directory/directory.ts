/** What both users and groups of a workspace's directory need. */
import { type SqlBool, sql } from 'kysely';

/** Which part of a list. */
export interface Slice {
  offset: number;
  limit: number;
}

/** Whom a directory keeps, of `users`: nobody else is its to see, to shut out, or to give a role by a group. */
export const isKept = sql<SqlBool>`(role <> 'service' and directory_removed_at is null
  and (external_id is not null or user_name is not null))`;
