/** What tests of decide begin with. */
import type { KnownUser } from '../../src/domain/actor.ts';
import { type ActionState, type Asked, type Command, decide } from '../../src/domain/decide.ts';

export const HOUR_MS = 3_600_000;

/** Waits for a decision: executes by itself after an hour, expires after a day. */
export const open: ActionState = {
  version: 1,
  changes: 0,
  autoExecuteAtMs: HOUR_MS,
  expiresAtMs: 24 * HOUR_MS,
  createdAtMs: 0,
  standing: { kind: 'open' },
};

export const ana: KnownUser = { by: 'ana', channel: 'api', credential: { kind: 'token', tokenId: 't1' } };

/** Ana's, at the beginning of time, but for `rest`. */
export function command(type: Command['type'], rest: Partial<Asked> & { by?: string } = {}): Command {
  return { ...ana, type, id: 'c1', at: new Date(0).toISOString(), ...rest };
}

/** Why a decision is refused; undefined: it is taken. */
export function refusalOf(state: ActionState, decision: Command): string | undefined {
  const verdict = decide(state, decision);
  return verdict.accepted ? undefined : verdict.refusal.type;
}
