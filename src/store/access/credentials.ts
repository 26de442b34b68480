import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Credential } from '../../domain/actor.ts';
import type { Role } from '../../domain/roles.ts';
import type { Db } from '../database/db.ts';
import type { Identity } from './identity.ts';
import { roleOfSession } from './sessions.ts';
import { roleOfToken } from './tokens.ts';

/** Whether an identity still stands, credential and role: streams outlive the request that opened them. */
export async function isAccepted(db: Db, { credential, role }: Identity): Promise<boolean> {
  return (await roleOf(db, credential)) === role;
}

function roleOf(db: Db, credential: Credential) {
  switch (credential.kind) {
    case 'session':
      return roleOfSession(db, credential.sessionId);
    case 'token':
      return roleOfToken(db, credential.tokenId);
    case 'slack':
    case 'link':
      return roleOfUser(db, credential.userId);
  }
}

async function roleOfUser(db: Db, userId: string): Promise<Role | undefined> {
  const user = await db
    .selectFrom('users')
    .select('role')
    .where('id', '=', userId)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return user?.role;
}

/**
 * The condition that a credential has not ended: for a transaction that does what was asked with it, which may be long after
 * the request was let in.
 */
export function stillStands(credential: Credential): RawBuilder<SqlBool> {
  switch (credential.kind) {
    case 'session':
      return sql<SqlBool>`exists (select from sessions as s left join api_tokens as t on t.id = s.token_id
        where s.id = ${credential.sessionId} and ${inForce})`;
    case 'token':
      return sql<SqlBool>`exists (select from api_tokens as t where t.id = ${credential.tokenId} and ${inForce})`;
    case 'slack':
      return sql<SqlBool>`exists (select from users where id = ${credential.userId} and deactivated_at is null)`;
    case 'link':
      return sql<SqlBool>`exists (select from decision_links as l join users as u on u.id = l.user_id
        where l.id = ${credential.linkId} and l.used_at is null and l.expires_at > now() and u.deactivated_at is null)`;
  }
}

/** Whether a credential that was let in has ended since. */
export async function hasEnded(db: Db, credential: Credential): Promise<boolean> {
  const { stands } = await db.selectNoFrom(stillStands(credential).as('stands')).executeTakeFirstOrThrow();
  return !stands;
}

/** Of a token `t`, which may be none. */
const inForce = sql`t.revoked_at is null and (t.expires_at is null or t.expires_at > now())`;

/** What is told of a user in `Changes` when a credential of his has ended or he may see more or less than before. */
export function accessChange(userId: string): string {
  return `access/${userId}`;
}
