import type { Role } from '../../domain/roles.ts';

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
