/**
 * The one decision function: every approve, edit, cancel, automatic execution and expiry of an action goes through
 * `decide`, whichever door it came in by. Pure and total: any command in any state gives a new state or a refusal.
 */
import type { JsonObject } from './json.ts';

export type CommandType = 'approve' | 'edit' | 'cancel' | 'auto_execute' | 'expire';

/** By which door a decision came in. `temporal` is a signal or update sent by hand, its `by` unverified. */
export const CHANNELS = ['api', 'cli', 'web', 'slack', 'email', 'temporal', 'timer', 'system'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Command {
  type: CommandType;
  /** Unique for the action; the audit trail has at most one entry for it. */
  id: string;
  /** The user's id; null where nobody in particular decided (a timer, an anonymous signal). */
  by: string | null;
  channel: Channel;
  /** RFC 3339, UTC. */
  at: string;
  /** The version that the decision was made on; absent: whichever is current. */
  version?: number;
  /** A JSON Merge Patch of the parameters, with `edit` and (edit-and-approve) `approve`. */
  params?: JsonObject;
  reason?: string;
}

/** What was decided, by whom and when: told to whoever decides later. */
export interface Decision {
  command: CommandType;
  by: string | null;
  channel: Channel;
  at: string;
}

export type Standing =
  | { kind: 'open' }
  /** The execution has begun, or is about to without anything in between. */
  | { kind: 'executing'; command: Command }
  | { kind: 'cancelled'; command: Command }
  | { kind: 'expired'; command: Command };

export interface ActionState {
  version: number;
  /** How many edits were accepted: history and payloads are bounded by it. */
  edits: number;
  /** Epoch milliseconds; null: nothing happens by itself. */
  autoExecuteAtMs: number | null;
  /** Epoch milliseconds. */
  expiresAtMs: number;
  standing: Standing;
}

export type Refusal =
  | { type: 'already-decided' | 'already-executing'; message: string; decision: Decision }
  | { type: 'stale-version'; message: string; version: number }
  | { type: 'too-many-edits' | 'not-due' | 'invalid-command'; message: string };

/** Why a decision that the workflow had accepted could not be recorded; the action waits on. */
export interface RecordRefusal {
  type: 'invalid-params' | 'not-executable' | 'stale-version';
  message: string;
}

export type Verdict = { accepted: true; state: ActionState } | { accepted: false; refusal: Refusal };

/** Each edit is an event and a payload in the workflow's history. */
export const MAX_EDITS = 100;

export function decide(state: ActionState, command: Command): Verdict {
  const { standing } = state;
  if (standing.kind !== 'open') return refuse(alreadyDecided(standing.command));
  if (command.version !== undefined && command.version !== state.version) return refuse(stale(command, state));
  switch (command.type) {
    case 'approve':
      return accept({ ...state, standing: { kind: 'executing', command } });
    case 'edit':
      if (state.edits >= MAX_EDITS) {
        return refuse({ type: 'too-many-edits', message: `an action takes at most ${MAX_EDITS} edits` });
      }
      return accept({ ...state, version: state.version + 1, edits: state.edits + 1 });
    case 'cancel':
      return accept({ ...state, standing: { kind: 'cancelled', command } });
    case 'auto_execute':
      return isDue(state, command) === 'auto_execute'
        ? accept({ ...state, standing: { kind: 'executing', command } })
        : refuse({ type: 'not-due', message: 'the automatic execution is not due' });
    case 'expire':
      return isDue(state, command) === 'expire'
        ? accept({ ...state, standing: { kind: 'expired', command } })
        : refuse({ type: 'not-due', message: 'the action has not expired' });
  }
}

/** What the passing of time calls for at a moment, if anything. Where both deadlines have passed, expiry wins. */
export function isDue(state: ActionState, { at }: { at: string }): 'auto_execute' | 'expire' | null {
  const nowMs = Date.parse(at);
  if (nowMs >= state.expiresAtMs) return 'expire';
  return state.autoExecuteAtMs !== null && nowMs >= state.autoExecuteAtMs ? 'auto_execute' : null;
}

/** The next moment at which `isDue` says something, in epoch milliseconds. */
export function nextDeadlineMs({ autoExecuteAtMs, expiresAtMs }: ActionState): number {
  return autoExecuteAtMs === null ? expiresAtMs : Math.min(autoExecuteAtMs, expiresAtMs);
}

/** The decision turned out not to be possible when it was to be recorded: the action waits again. */
export function reopen(state: ActionState): ActionState {
  return { ...state, standing: { kind: 'open' } };
}

/** Automatic execution was switched off by the time it was due: nothing happens by itself any more. */
export function disarm(state: ActionState): ActionState {
  return { ...state, autoExecuteAtMs: null };
}

export function decisionOf({ type, by, channel, at }: Command): Decision {
  return { command: type, by, channel, at };
}

function accept(state: ActionState): Verdict {
  return { accepted: true, state };
}

function refuse(refusal: Refusal): Verdict {
  return { accepted: false, refusal };
}

function alreadyDecided(command: Command): Refusal {
  const decision = decisionOf(command);
  // An automatic execution is nobody's decision: while it runs the action is still pending.
  if (command.type === 'auto_execute') {
    return { type: 'already-executing', message: 'the action is being executed automatically', decision };
  }
  const by = command.by === null ? '' : ` by ${command.by}`;
  return { type: 'already-decided', message: `already decided: ${command.type}${by} at ${command.at}`, decision };
}

function stale(command: Command, { version }: ActionState): Refusal {
  const message = `the decision was made on version ${command.version}, the action is at version ${version}`;
  return { type: 'stale-version', message, version };
}
