import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Credential } from '../../domain/actor.ts';
import type { Db } from '../database/db.ts';
import type { Identity } from './identity.ts';
import { roleOfSession } from './sessions.ts';
import { roleOfToken } from './tokens.ts';

/** Whether an identity still stands, credential and role: streams outlive the request that opened them. */
export async function isAccepted(db: Db, { credential, role }: Identity): Promise<boolean> {
  const asOfNow =
    credential.kind === 'session' ? roleOfSession(db, credential.sessionId) : roleOfToken(db, credential.tokenId);
  return (await asOfNow) === role;
}

/**
 * The condition that a credential has not ended: for a transaction that does what was asked with it, which may be long after
 * the request was let in.
 */
export function stillStands(credential: Credential): RawBuilder<SqlBool> {
  return credential.kind === 'session'
    ? sql<SqlBool>`exists (select from sessions as s left join api_tokens as t on t.id = s.token_id
        where s.id = ${credential.sessionId} and ${inForce})`
    : sql<SqlBool>`exists (select from api_tokens as t where t.id = ${credential.tokenId} and ${inForce})`;
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
