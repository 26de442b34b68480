/**
 * What the workflow asks of the world: types only, so that the workflow's bundle holds none of it. Every input is
 * plain JSON; drafts and contact data stay in Postgres and are read by the activity.
 */
import type { Command, Refusal, Wake } from '../domain/decide.ts';
import type { Outcome } from '../domain/lifecycle.ts';

export interface ActionRef {
  actionId: string;
}

export interface LookInput extends ActionRef {
  /** Epoch milliseconds: the workflow's clock, by which the moment has come, or the moment that is about to come. */
  atMs: number;
}

export interface CommandInput extends ActionRef {
  /** What a Temporal client sent, read or refused. */
  read: { ok: true; command: Command } | { ok: false; refusal: Refusal; command: RefusedCommand };
}

/** What is kept of a message that is no command. */
export type RefusedCommand = Pick<Command, 'id' | 'by' | 'at'> & { type: string };

/** What the row calls for: it has ended, or is to be looked at again. */
export type Step = { outcome: Outcome } | { wake: Wake };

/** A decision that came through Temporal. */
export type DecidedHere = { version: number } | { refusal: Refusal };

type Execute = (input: LookInput) => Promise<Step>;

/** The activities, by the names that histories show. */
export interface ActionActivities {
  /** Reads what the row calls for; where nobody decided in time it expires. */
  look(input: LookInput): Promise<Step>;
  /** Decides on the row what a signal, an update or a cancellation request of Temporal's asks for. Never retried for ever. */
  decideHere(input: CommandInput): Promise<DecidedHere>;
  /** After an execution that ended without recording: derives the outcome from ledger and row. */
  recordOutcome(input: LookInput): Promise<Step>;

  sendEmail: Execute;
  draftEmail: Execute;
  createFollowupTask: Execute;
  logTouch: Execute;
  notifyRep: Execute;
}
