import type { Credential } from '../../domain/actor.ts';
import type { Role } from '../../domain/roles.ts';
import type { Verb } from '../../domain/verbs.ts';

/** Whom a credential stands for. */
export interface Identity {
  credential: Credential;
  userId: string;
  workspaceId: string;
  role: Role;
  /** When a session's person last showed who he is; null for a token, which shows each time who it is of. */
  provedAt: Date | null;
  /** To which verbs the credential is limited; null: to none, beyond what the role may. */
  verbs: readonly Verb[] | null;
  /** Whether what it makes may send an email that nobody approved. Nobody's but a program's ever lacks it. */
  maySendUnapproved: boolean;
}
