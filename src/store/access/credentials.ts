import type { Db } from '../database/db.ts';
import type { Role } from '../database/schema.ts';
import { roleOfSession } from './sessions.ts';
import { roleOfToken } from './tokens.ts';

/** What somebody has proved with who he is; never the secret itself. */
export interface Credential {
  kind: 'token' | 'session';
  id: string;
}

/** Whom a credential stands for. */
export interface Identity {
  credential: Credential;
  userId: string;
  workspaceId: string;
  role: Role;
}

const ROLE_OF = { token: roleOfToken, session: roleOfSession };

/** Whether an identity still stands, credential and role: streams outlive the request that opened them. */
export async function isAccepted(db: Db, { credential, role }: Identity): Promise<boolean> {
  return (await ROLE_OF[credential.kind](db, credential.id)) === role;
}

/** What is told of a user in `Changes` when a credential of his has ended or he may see more or less than before. */
export function accessChange(userId: string): string {
  return `access/${userId}`;
}
