/** Where a user is signed in, for himself to see and to end. */
import { sql } from 'kysely';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { noteSecurity } from './securityTrail.ts';
import { endsAt, inForce } from './sessions.ts';

/** A user's sessions that are in force, the one used last first. */
export function listSessions(db: Db, userId: string) {
  return inForce(db)
    .select(['s.id', 's.created_at as signedInAt', 's.last_used_at as lastUsedAt', endsAt.as('endsAt')])
    .select(['s.provider', 't.label as tokenLabel', 's.user_agent as userAgent'])
    .select(sql<string | null>`host(s.address)`.as('address'))
    .where('s.user_id', '=', userId)
    .orderBy('s.last_used_at', 'desc')
    .orderBy('s.id')
    .execute();
}

/**
 * Ends one session, and with it its streams.
 *
 * @param userId whose it must be; undefined: anybody's
 * @returns whose it was; undefined where there is none in force
 */
export function endSessionById(
  db: Db,
  id: string,
  userId: string | undefined,
  acting: Acting,
): Promise<string | undefined> {
  return inTransaction(db, async (tx) => {
    const ended = await tx
      .deleteFrom('sessions')
      .where('id', '=', id)
      .$if(userId !== undefined, (query) => query.where('user_id', '=', userId ?? ''))
      .returning('user_id as userId')
      .executeTakeFirst();
    if (ended === undefined) return undefined;
    await noteSecurity(tx, acting, { event: 'sign_out', about: ended.userId, detail: { sessionId: id } });
    return ended.userId;
  });
}
