import type { Db } from './db.ts';
import type { Role } from './schema.ts';
import { isSessionInForce } from './sessions.ts';
import { isTokenInForce } from './tokens.ts';

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

const IS_IN_FORCE = { token: isTokenInForce, session: isSessionInForce };

/** Whether a credential that was accepted earlier still is: streams outlive the request that opened them. */
export function isAccepted(db: Db, { kind, id }: Credential): Promise<boolean> {
  return IS_IN_FORCE[kind](db, id);
}
