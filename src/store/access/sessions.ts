/** Browsers' sign-ins. A session ends by itself 7 days after its sign-in, or after 12 hours without a request. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import type { Identity } from './identity.ts';
import { noteSecurity } from './securityTrail.ts';
import { hashSecret } from './tokens.ts';

/** From the sign-in on, however much it is used. */
export const SESSION_LIFE_SECONDS = 7 * 24 * 60 * 60;
/** By the time of the last request, which is noted to the minute. */
const IDLE = '12 hours';

/** How somebody has shown who he is. */
export interface SignIn {
  userId: string;
  /** The token that it was done with, in clear: the session ends with it. */
  token?: string;
}

/** Signs a user in and answers the secret, 256 random bits; only its hash is kept. */
export function createSession(db: Db | Tx, { userId, token }: SignIn, acting: Acting): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  return inTransaction(db, async (tx) => {
    const { id, token_id: tokenId } = await tx
      .insertInto('sessions')
      .values({
        user_id: userId,
        hash: hashSecret(secret),
        token_id: ({ selectFrom }) =>
          selectFrom('api_tokens')
            .select('id')
            .where('hash', '=', hashSecret(token ?? '')),
        expires_at: sql<Date>`now() + ${SESSION_LIFE_SECONDS} * interval '1 second'`,
      })
      .returning(['id', 'token_id'])
      .executeTakeFirstOrThrow();
    const credential = { kind: 'session', sessionId: id, tokenId } as const;
    await noteSecurity(tx, { ...acting, by: userId, credential }, { event: 'sign_in', about: userId });
    return secret;
  });
}

/** Whose session this is, unless there is none, it is over, its token revoked or its user deactivated. Notes its use, to the minute. */
export async function findSession(db: Db, secret: string): Promise<Identity | undefined> {
  const found = await inForce(db)
    .select(['s.id as sessionId', 's.token_id as tokenId', 'u.id as userId', 'u.workspace_id as workspaceId', 'u.role'])
    .select('s.created_at as signedInAt')
    .select(sql<boolean>`s.last_used_at < now() - interval '1 minute'`.as('isToBeNoted'))
    .where('s.hash', '=', hashSecret(secret))
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { sessionId, tokenId, isToBeNoted, ...person } = found;
  if (isToBeNoted) await noteUse(db, sessionId);
  return { ...person, verbs: null, maySendUnapproved: true, credential: { kind: 'session', sessionId, tokenId } };
}

/** The role of the session's user as of now; undefined where the session is no longer in force. */
export async function roleOfSession(db: Db, sessionId: string): Promise<Role | undefined> {
  return (await inForce(db).select('u.role').where('s.id', '=', sessionId).executeTakeFirst())?.role;
}

/** Signs out; nothing happens where there is no such session. */
export function endSession(db: Db | Tx, secret: string, acting: Acting): Promise<void> {
  return inTransaction(db, async (tx) => {
    const ended = await tx
      .deleteFrom('sessions')
      .where('hash', '=', hashSecret(secret))
      .returning('user_id')
      .executeTakeFirst();
    if (ended === undefined) return;
    await noteSecurity(tx, { ...acting, by: ended.user_id }, { event: 'sign_out', about: ended.user_id });
  });
}

/** Signs a user out of every browser, now; answers how many sessions ended. His tokens stay in force. */
export function endSessions(db: Db | Tx, userId: string, acting: Acting): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom('sessions').where('user_id', '=', userId).executeTakeFirst();
    const sessions = Number(numDeletedRows);
    await noteSecurity(tx, acting, { event: 'sign_out_everywhere', about: userId, detail: { sessions } });
    return sessions;
  });
}

/** Removes the sessions that are over. */
export async function removeOverSessions(db: Db): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where(({ or, eb }) =>
      or([eb('expires_at', '<=', sql<Date>`now()`), eb('last_used_at', '<=', sql<Date>`now() - ${IDLE}::interval`)]),
    )
    .execute();
}

/** Whom one may sign in as on a developer’s machine: everybody active but programs, of all workspaces. */
export function listDemoUsers(db: Db) {
  return db
    .selectFrom('users as u')
    .innerJoin('workspaces as w', 'w.id', 'u.workspace_id')
    .select(['u.id', 'u.display_name as displayName', 'u.role', 'w.name as workspaceName'])
    .where('u.role', '!=', 'service')
    .where('u.deactivated_at', 'is', null)
    .orderBy('w.name')
    .orderBy('u.display_name')
    .orderBy('u.id')
    .execute();
}

function inForce(db: Db) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .leftJoin('api_tokens as t', 't.id', 's.token_id')
    .where('t.revoked_at', 'is', null)
    .where(({ or, eb }) => or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', sql<Date>`now()`)]))
    .where('s.expires_at', '>', sql<Date>`now()`)
    .where('s.last_used_at', '>', sql<Date>`now() - ${IDLE}::interval`)
    .where('u.deactivated_at', 'is', null);
}

/** The condition is repeated in SQL: of many requests at once only one writes. */
async function noteUse(db: Db, sessionId: string): Promise<void> {
  await db
    .updateTable('sessions')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', sessionId)
    .where('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)
    .execute();
}
