/** What both users and groups of a workspace's directory need. */
import { sql } from 'kysely';
import type { Tx } from '../database/db.ts';

/** Which part of a list. */
export interface Slice {
  offset: number;
  limit: number;
}

/**
 * Lets one change of a workspace's directory at a time through, until its transaction ends: what a change is reckoned from is then as
 * it is, also where a directory sends several at once, as Entra ID does.
 */
export async function lockDirectory(tx: Tx, workspaceId: string): Promise<void> {
  const key = JSON.stringify(['directory', workspaceId]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}
