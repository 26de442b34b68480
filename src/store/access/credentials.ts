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

/** What is told of a user in `Changes` when a credential of his has ended or he may see more or less than before. */
export function accessChange(userId: string): string {
  return `access/${userId}`;
}
