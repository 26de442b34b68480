import type { Credential } from '../../domain/actor.ts';
import type { Role } from '../../domain/roles.ts';

/** Whom a credential stands for. */
export interface Identity {
  credential: Credential;
  userId: string;
  workspaceId: string;
  role: Role;
}
