import { randomUUID } from 'node:crypto';
import type { KnownUser } from '../../src/domain/actor.ts';

const TOKEN_ID = randomUUID();

/** A user as the API knows one who sends a token. */
export function knownUser(by: string): KnownUser {
  return { by, channel: 'api', credential: { kind: 'token', tokenId: TOKEN_ID } };
}
