/**
 * The one decision function: every approve, edit, cancel, automatic execution and expiry of an action goes through
 * `decide`, whichever door it came in by. Pure and total: any command in any state gives a new state or a refusal.
 */
import type { JsonObject } from './json.ts';

/** What a person can decide, by whichever door. */
export const DECISIONS = ['approve', 'edit', 'cancel', 'undo', 'reschedule'] as const;
export type DecisionType = (typeof DECISIONS)[number];

export type CommandType = DecisionType | 'auto_execute' | 'expire';

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
  /** With approve: how long it can be undone before the action is executed; absent or 0: not at all. */
  undoSeconds?: number;
  /** With reschedule, RFC 3339: null holds the action until somebody decides; absent leaves it as it is. */
  autoExecuteAt?: string | null;
  /** With reschedule, RFC 3339; absent leaves it as it is. */
  expiresAt?: string;
}

/** An approval whose undo window is open, as the row keeps it. */
export interface ScheduledApproval {
  /** The approving command's id. */
  id: string;
  by: string | null;
  channel: Channel;
  at: string;
  /** RFC 3339: when the window has passed. */
  executesAt: string;
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
  /** Approved, and still to be undone until then: the action is pending, and nothing else happens by itself. */
  | { kind: 'scheduled'; command: Command; executesAtMs: number }
  /** The execution has begun, or is about to without anything in between. */
  | { kind: 'executing'; command: Command }
  | { kind: 'cancelled'; command: Command }
  | { kind: 'expired'; command: Command };

export interface ActionState {
  version: number;
  /** How many edits, scheduled approvals and reschedulings were accepted: history and payloads are bounded by it. */
  changes: number;
  /** Epoch milliseconds; null: nothing happens by itself. */
  autoExecuteAtMs: number | null;
  /** Epoch milliseconds. */
  expiresAtMs: number;
  /** Epoch milliseconds; what a rescheduling is bounded by. */
  createdAtMs: number;
  standing: Standing;
}

export type Refusal =
  | { type: 'already-decided' | 'already-executing'; message: string; decision: Decision }
  | { type: 'stale-version'; message: string; version: number }
  | { type: 'approval-scheduled'; message: string; decision: Decision }
  | {
      type: 'too-many-changes' | 'not-due' | 'not-scheduled' | 'invalid-schedule' | 'invalid-command';
      message: string;
    };

/** Why a decision that the workflow had accepted could not be recorded; the action waits on. */
export const RECORD_REFUSALS = ['invalid-params', 'not-executable', 'stale-version', 'auto-execute-off'] as const;
export interface RecordRefusal {
  type: (typeof RECORD_REFUSALS)[number];
  message: string;
}

export type Verdict = { accepted: true; state: ActionState } | { accepted: false; refusal: Refusal };

/** Each change is some events and a payload in the workflow's history. */
export const MAX_CHANGES = 100;
export const MAX_UNDO_SECONDS = 600;
/** How far from its creation an action can be rescheduled. */
export const MAX_SCHEDULE_MS = 30 * 24 * 60 * 60 * 1_000;

export function decide(state: ActionState, command: Command): Verdict {
  const { standing } = state;
  if (standing.kind !== 'open' && standing.kind !== 'scheduled') return refuse(alreadyDecided(standing.command));
  if (command.version !== undefined && command.version !== state.version) return refuse(stale(command, state));
  switch (command.type) {
    case 'approve':
      return (command.undoSeconds ?? 0) > 0 ? schedule(state, command) : execute(state, command);
    case 'edit':
      return change({ ...state, version: state.version + 1, standing: { kind: 'open' } });
    case 'cancel':
      return accept({ ...state, standing: { kind: 'cancelled', command } });
    case 'undo':
      return standing.kind === 'scheduled'
        ? accept({ ...state, standing: { kind: 'open' } })
        : refuse({ type: 'not-scheduled', message: 'no approval waits to be executed: there is nothing to undo' });
    case 'reschedule':
      return standing.kind === 'scheduled' ? refuse(approvalScheduled(standing)) : reschedule(state, command);
    case 'auto_execute':
      return isDue(state, command) === 'auto_execute'
        ? execute(state, command)
        : refuse({ type: 'not-due', message: 'the automatic execution is not due' });
    case 'expire':
      return isDue(state, command) === 'expire'
        ? accept({ ...state, standing: { kind: 'expired', command } })
        : refuse({ type: 'not-due', message: 'the action has not expired' });
  }
}

/**
 * What the passing of time calls for at a moment, if anything. While an approval is scheduled, that alone; where both
 * other deadlines have passed, expiry wins.
 */
export function isDue(state: ActionState, { at }: { at: string }): 'window_passed' | 'auto_execute' | 'expire' | null {
  const nowMs = Date.parse(at);
  const { standing } = state;
  if (standing.kind === 'scheduled') return nowMs >= standing.executesAtMs ? 'window_passed' : null;
  if (nowMs >= state.expiresAtMs) return 'expire';
  return state.autoExecuteAtMs !== null && nowMs >= state.autoExecuteAtMs ? 'auto_execute' : null;
}

/** The next moment at which `isDue` says something, in epoch milliseconds. */
export function nextDeadlineMs({ autoExecuteAtMs, expiresAtMs, standing }: ActionState): number {
  if (standing.kind === 'scheduled') return standing.executesAtMs;
  return autoExecuteAtMs === null ? expiresAtMs : Math.min(autoExecuteAtMs, expiresAtMs);
}

/** Whether decisions are still taken on it. */
export function isWaiting({ standing }: ActionState): boolean {
  return standing.kind === 'open' || standing.kind === 'scheduled';
}

/** The undo window has passed: what was approved is executed. A decision of its own in the audit trail. */
export function passWindow(state: ActionState): ActionState {
  const { standing } = state;
  if (standing.kind !== 'scheduled') return state;
  const { undoSeconds, ...command } = standing.command;
  return { ...state, standing: { kind: 'executing', command: { ...command, id: `${command.id}:window-passed` } } };
}

/** The moments that a rescheduling asks for, in epoch milliseconds, with what it leaves as it is. */
export function rescheduled(
  state: Pick<ActionState, 'autoExecuteAtMs' | 'expiresAtMs'>,
  { autoExecuteAt, expiresAt }: Pick<Command, 'autoExecuteAt' | 'expiresAt'>,
): Pick<ActionState, 'autoExecuteAtMs' | 'expiresAtMs'> {
  return {
    autoExecuteAtMs:
      autoExecuteAt === undefined ? state.autoExecuteAtMs : autoExecuteAt === null ? null : Date.parse(autoExecuteAt),
    expiresAtMs: expiresAt === undefined ? state.expiresAtMs : Date.parse(expiresAt),
  };
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

/** Accepts what leaves a trace in the history and may be repeated, as often as the history bears. */
function change(next: ActionState): Verdict {
  if (next.changes >= MAX_CHANGES) {
    return refuse({ type: 'too-many-changes', message: `an action takes at most ${MAX_CHANGES} changes` });
  }
  return accept({ ...next, changes: next.changes + 1 });
}

function execute(state: ActionState, command: Command): Verdict {
  return accept({ ...state, standing: { kind: 'executing', command } });
}

/** An edit that comes with it is made at once, so that undoing the approval does not lose it. */
function schedule(state: ActionState, command: Command): Verdict {
  if (state.standing.kind === 'scheduled') return refuse(approvalScheduled(state.standing));
  const executesAtMs = Date.parse(command.at) + (command.undoSeconds ?? 0) * 1_000;
  const raisedBy = command.params === undefined ? 0 : 1;
  return change({
    ...state,
    version: state.version + raisedBy,
    standing: { kind: 'scheduled', command: withoutEdit(command, raisedBy), executesAtMs },
  });
}

/** The approval alone, of the version that its edit makes. */
function withoutEdit({ params, ...approval }: Command, raisedBy: number): Command {
  return approval.version === undefined ? approval : { ...approval, version: approval.version + raisedBy };
}

function reschedule(state: ActionState, command: Command): Verdict {
  const next = { ...state, ...rescheduled(state, command) };
  const nowMs = Date.parse(command.at);
  const latestMs = state.createdAtMs + MAX_SCHEDULE_MS;
  const invalid = (message: string) => refuse({ type: 'invalid-schedule', message });
  // Only what is asked for is judged: a deadline that has passed meanwhile does not keep the other from being moved.
  for (const [name, asked] of [
    ['automatic execution', command.autoExecuteAt ?? undefined],
    ['expiry', command.expiresAt],
  ] as const) {
    if (asked === undefined) continue;
    if (Date.parse(asked) <= nowMs) return invalid(`the ${name} would lie in the past`);
    if (Date.parse(asked) > latestMs) return invalid(`the ${name} would lie more than 30 days after the creation`);
  }
  if (next.autoExecuteAtMs !== null && next.autoExecuteAtMs >= next.expiresAtMs) {
    return invalid('the automatic execution would not lie before the expiry');
  }
  return change(next);
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

function approvalScheduled({ command, executesAtMs }: Extract<Standing, { kind: 'scheduled' }>): Refusal {
  const by = command.by === null ? '' : ` by ${command.by}`;
  const message = `approved${by} already, to be executed at ${new Date(executesAtMs).toISOString()}: undo that first`;
  return { type: 'approval-scheduled', message, decision: decisionOf(command) };
}

function stale(command: Command, { version }: ActionState): Refusal {
  const message = `the decision was made on version ${command.version}, the action is at version ${version}`;
  return { type: 'stale-version', message, version };
}
