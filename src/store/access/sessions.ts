/** Browsers' sign-ins. A session ends by itself 7 days after its sign-in, or after 12 hours without a request. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../domain/roles.ts';
import type { Acting } from '../../domain/securityEvents.ts';
import type { Db, Tx } from '../database/db.ts';
import { inTransaction } from '../database/inTransaction.ts';
import { checkIsHere } from '../people/rules.ts';
import type { IdentityKey } from './identities.ts';
import type { Identity } from './identity.ts';
import { noteSecurity } from './securityTrail.ts';
import { hashSecret } from './tokens.ts';

/** From the sign-in on, however much it is used. */
export const SESSION_LIFE_SECONDS = 7 * 24 * 60 * 60;
/** By the time of the last request, which is noted to the minute. */
const IDLE = '12 hours';
/** Browsers' own are a fourth of it; what is longer is nobody's. */
const USER_AGENT_LENGTH = 500;

/** How somebody has shown who he is. */
export interface SignIn {
  userId: string;
  /** The token that it was done with, in clear: the session ends with it. */
  token?: string;
  /** The company's account that it was done with. */
  company?: CompanySignIn;
}

/** A sign-in at an identity provider, as the provider will speak of it when it ends. */
export interface CompanySignIn extends IdentityKey {
  sid: string | null;
  /** When he showed there who he is; null: the provider does not say, and may have let in whoever had the browser. */
  provedAt: Date | null;
  /** Kept where somebody who signs out here signs out there too. */
  idToken: string | null;
}

/** Signs a user in and answers the secret, 256 random bits; only its hash is kept. @throws PersonRefused where he has left */
export function createSession(db: Db | Tx, { userId, token, company }: SignIn, acting: Acting): Promise<string> {
  const secret = randomBytes(32).toString('base64url');
  return inTransaction(db, async (tx) => {
    await checkIsHere(tx, userId);
    const { id, token_id: tokenId } = await tx
      .insertInto('sessions')
      .values({
        user_id: userId,
        hash: hashSecret(secret),
        token_id: ({ selectFrom }) =>
          selectFrom('api_tokens')
            .select('id')
            .where('hash', '=', hashSecret(token ?? '')),
        provider: company?.provider,
        issuer: company?.issuer,
        subject: company?.subject,
        sid: company?.sid,
        id_token: company?.idToken,
        proved_at: company === undefined ? sql<Date>`now()` : company.provedAt,
        address: acting.address,
        user_agent: acting.userAgent?.slice(0, USER_AGENT_LENGTH),
        expires_at: sql<Date>`now() + ${SESSION_LIFE_SECONDS} * interval '1 second'`,
      })
      .returning(['id', 'token_id'])
      .executeTakeFirstOrThrow();
    const credential = { kind: 'session', sessionId: id, tokenId } as const;
    const detail = company && { provider: company.provider };
    await noteSecurity(tx, { ...acting, by: userId, credential }, { event: 'sign_in', about: userId, detail });
    return secret;
  });
}

/** When a session ends at the latest, or sooner where nobody uses it any more; of `sessions as s`. */
export const endsAt = sql<Date>`least(s.expires_at, s.last_used_at + ${IDLE}::interval)`;

/** Whose session this is, unless there is none, it is over, its token revoked or its user deactivated. Notes its use, to the minute. */
export async function findSession(db: Db, secret: string): Promise<Identity | undefined> {
  const found = await inForce(db)
    .select(['s.id as sessionId', 's.token_id as tokenId', 'u.id as userId', 'u.workspace_id as workspaceId', 'u.role'])
    .select(sql<Date>`coalesce(s.proved_at, to_timestamp(0))`.as('provedAt'))
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

/** What is left to do of a session that has ended: where its company's account signs out too. */
export interface Ended {
  provider: string | null;
  idToken: string | null;
}

/** Signs out; nothing happens where there is no such session. */
export function endSession(db: Db | Tx, secret: string, acting: Acting): Promise<Ended | undefined> {
  return endSessionByHash(db, hashSecret(secret), acting);
}

/** The same, of whoever knows the hash alone. */
export function endSessionByHash(db: Db | Tx, hash: Buffer, acting: Acting): Promise<Ended | undefined> {
  return inTransaction(db, async (tx) => {
    const ended = await tx
      .deleteFrom('sessions')
      .where('hash', '=', hash)
      .returning(['user_id', 'provider', 'id_token as idToken'])
      .executeTakeFirst();
    if (ended === undefined) return undefined;
    const { user_id: userId, provider, idToken } = ended;
    await noteSecurity(tx, { ...acting, by: userId }, { event: 'sign_out', about: userId });
    return { provider, idToken };
  });
}

/** Whose session a provider has ended: that one, or all of the subject's. */
export interface ProviderLogout {
  provider: string;
  issuer: string;
  jti: string;
  subject?: string;
  sid?: string;
}

/**
 * Ends what was signed in to by a session at a provider, which has ended there. Answers how many sessions ended; undefined
 * where the same logout was obeyed before.
 */
export function endSessionsOfProvider(db: Db, logout: ProviderLogout, acting: Acting): Promise<number | undefined> {
  const { provider, issuer, jti, subject, sid } = logout;
  return db.transaction().execute(async (tx) => {
    const isFirst = await tx
      .insertInto('used_logout_tokens')
      .values({ provider, jti })
      .onConflict((conflict) => conflict.doNothing())
      .returning('jti')
      .executeTakeFirst();
    if (isFirst === undefined) return undefined;
    const ended = await tx
      .deleteFrom('sessions')
      .where('provider', '=', provider)
      .where('issuer', '=', issuer)
      .where(({ and, or, eb }) => {
        const isSubjects = eb('subject', '=', subject ?? '');
        // Where the provider did not say at the sign-in which session it was, all of the subject's end.
        return sid === undefined ? isSubjects : or([eb('sid', '=', sid), and([eb('sid', 'is', null), isSubjects])]);
      })
      .returning('user_id')
      .execute();
    for (const userId of new Set(ended.map(({ user_id }) => user_id))) {
      const detail = { why: 'the company’s account was signed out', provider };
      await noteSecurity(tx, acting, { event: 'sign_out', about: userId, detail });
    }
    return ended.length;
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

/** Sessions that let their user in now, as `s` with the user as `u` and the token as `t`. */
export function inForce(db: Db) {
  return (
    db
      .selectFrom('sessions as s')
      .innerJoin('users as u', 'u.id', 's.user_id')
      .leftJoin('api_tokens as t', 't.id', 's.token_id')
      .where('t.revoked_at', 'is', null)
      .where(({ or, eb }) => or([eb('t.expires_at', 'is', null), eb('t.expires_at', '>', sql<Date>`now()`)]))
      .where('s.expires_at', '>', sql<Date>`now()`)
      .where('s.last_used_at', '>', sql<Date>`now() - ${IDLE}::interval`)
      // Who was made a program since is nobody who signs in.
      .where('u.role', '!=', 'service')
      .where('u.deactivated_at', 'is', null)
  );
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
