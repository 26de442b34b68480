import type { Db } from '../database/db.ts';
import type { Identity } from './identity.ts';
import { roleOfSession } from './sessions.ts';
import { roleOfToken } from './tokens.ts';

const ROLE_OF = { token: roleOfToken, session: roleOfSession };

/** Whether an identity still stands, credential and role: streams outlive the request that opened them. */
export async function isAccepted(db: Db, { credential, role }: Identity): Promise<boolean> {
  return (await ROLE_OF[credential.kind](db, credential.id)) === role;
}

/** What is told of a user in `Changes` when a credential of his has ended or he may see more or less than before. */
export function accessChange(userId: string): string {
  return `access/${userId}`;
}
