/** What stands and stood in the situation that a trigger tells of: its user's, of one key. */
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import { type EffectiveSettings, effectiveSettings } from './actionRow.ts';

export interface Situation {
  settings: EffectiveSettings;
  /** Whether the user has as many pending actions as there may be. */
  isFull: boolean;
  /** The number of the situation's next action. */
  occurrence: number;
}

/** All that is asked before an action is made, in one statement. */
export async function readSituation(db: Db, userId: string, key: string, maxOpen: number): Promise<Situation> {
  const row = await effectiveSettings(db, userId)
    .select(({ selectFrom }) => [
      selectFrom('pending_autonomous_actions')
        .select('id')
        .where('user_id', '=', userId)
        .where('status', '=', 'pending')
        .offset(maxOpen - 1)
        .limit(1)
        .as('oneTooMany'),
      lastOccurrence(db, userId, key).as('last'),
      lastRemoved(db, userId, key).as('lastRemoved'),
    ])
    .executeTakeFirstOrThrow();
  const { oneTooMany, last, lastRemoved: removed, ...settings } = row;
  return { settings, isFull: oneTooMany !== null, occurrence: Math.max(last ?? 0, removed ?? 0) + 1 };
}

/** The pending action that holds a key. */
export function findPending(db: Db, userId: string, key: string): Promise<{ id: string } | undefined> {
  return db
    .selectFrom('pending_autonomous_actions')
    .select('id')
    .where('user_id', '=', userId)
    .where('dedup_key', '=', key)
    .where('status', '=', 'pending')
    .executeTakeFirst();
}

/** The number of the next action of a situation. Two that reckon the same one meet at the unique index. */
export async function nextOccurrence(db: Db, userId: string, key: string): Promise<number> {
  const { last } = await lastOccurrence(db, userId, key).executeTakeFirstOrThrow();
  const removed = await lastRemoved(db, userId, key).executeTakeFirst();
  return Math.max(last ?? 0, removed?.occurrence ?? 0) + 1;
}

function lastOccurrence(db: Db, userId: string, key: string) {
  return db
    .selectFrom('pending_autonomous_actions')
    .select(({ fn }) => fn.max('occurrence').as('last'))
    .where('user_id', '=', userId)
    .where('dedup_key', '=', key);
}

/** Of those that retention has removed, of whose keys there are digests alone: see removeActions.ts. */
function lastRemoved(db: Db, userId: string, key: string) {
  return db
    .selectFrom('removed_occurrences')
    .select('occurrence')
    .where('user_id', '=', userId)
    .where('dedup_digest', '=', sql<Buffer>`sha256(convert_to(${key}, 'utf8'))`);
}
