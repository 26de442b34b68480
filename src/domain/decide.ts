/**
 * The one decision function: every approve, edit, cancel, undo, reschedule, automatic execution and expiry of an action
 * goes through `decide`, whichever door it came in by. Pure and total: any command in any state gives a new state or a
 * refusal. The state is what the action's row says; nobody else keeps a copy of it.
 */
import { type Actor, actorOf, type Channel } from './actor.ts';
import type { JsonObject } from './json.ts';
import type { Outcome } from './lifecycle.ts';
import type { WaitsFor } from './sendingRules.ts';

/** What a person can decide, by whichever door. */
export const DECISIONS = ['approve', 'edit', 'cancel', 'undo', 'reschedule'] as const;
export type DecisionType = (typeof DECISIONS)[number];

export type CommandType = DecisionType | 'auto_execute' | 'expire';

export type Command = Actor & Asked & { leaves?: Leaving };

/** When what is approved may leave, where there is a rule about that: found by whoever decides, never asked for. */
export interface Leaving {
  /** RFC 3339; not before the undo window has passed. */
  at: string;
  /** What keeps it until then; null: nothing does. */
  waits: Waits | null;
}

export interface Waits {
  why: WaitsFor;
  /** IANA, the recipient's: by which clocks people reckon when it leaves. */
  timeZone: string;
}

export interface Asked extends AskedFor {
  type: CommandType;
  /** Unique for the action; the audit trail has at most one entry for it. */
  id: string;
  /** RFC 3339, UTC. */
  at: string;
}

/** What a decision asks for beside its kind: the same in a request's body and in a message of Temporal's. */
export interface AskedFor {
  /** The version that the decision was made on; absent: whichever is current. */
  version?: number;
  /** A JSON Merge Patch of the parameters, with `edit` and (edit-and-approve) `approve`. */
  params?: JsonObject;
  reason?: string;
  /** With approve: how long it can be undone before the action is executed; absent or 0: not at all. */
  undoSeconds?: number;
  /** With approve: the send window is not waited for. */
  sendNow?: boolean;
  /** With approve, RFC 3339: it is not executed before, and can be undone until then. */
  executeAt?: string;
  /** With reschedule, RFC 3339: null holds the action until somebody decides; absent leaves it as it is. */
  autoExecuteAt?: string | null;
  /** With reschedule, RFC 3339; absent leaves it as it is. */
  expiresAt?: string;
}

/** An approval that can still be undone, as its undo window is open or as it waits to leave; as the row keeps it. */
export type ScheduledApproval = Actor & {
  /** The approving command's id. */
  id: string;
  at: string;
  /** RFC 3339: when the undo window has passed, or when it may leave. */
  executesAt: string;
  /** What it waits for beyond its undo window. */
  waits?: Waits;
  /** It leaves without waiting for the send window. */
  sendNow?: true;
  /** Whoever approved it chose the moment before which it is not executed. */
  chosen?: true;
};

/** What was decided, by whom and when: told to whoever decides later. */
export interface Decision {
  command: string;
  by: string | null;
  channel: Channel;
  at: string;
}

export type Standing =
  | { kind: 'open' }
  /** Approved, and still to be undone until then: the action is pending, and nothing else happens by itself. */
  | { kind: 'scheduled'; approval: ScheduledApproval }
  /** Approved, or being executed automatically: nothing is decided any more. */
  | { kind: 'executing'; decision: Decision }
  | { kind: 'closed'; outcome: Outcome; decision: Decision };

export interface ActionState {
  version: number;
  /** How many edits, scheduled approvals, undoings and reschedulings were accepted. */
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
  | { type: 'already-decided' | 'already-executing' | 'approval-scheduled'; message: string; decision: Decision }
  | { type: 'stale-version'; message: string; version: number }
  | { type: SimpleRefusal; message: string };

/** Refusals that say all in their message. */
type SimpleRefusal =
  | 'too-many-changes'
  | 'not-due'
  | 'not-scheduled'
  | 'invalid-schedule'
  | 'invalid-command'
  | 'invalid-params'
  | 'not-executable'
  | 'auto-execute-off';

export type Verdict = { accepted: true; state: ActionState } | { accepted: false; refusal: Refusal };

/** Each change is an entry in the trail and may be some events in the workflow's history. */
export const MAX_CHANGES = 100;
export const MAX_UNDO_SECONDS = 600;
/** How far from its creation an action can be rescheduled. */
export const MAX_SCHEDULE_MS = 30 * 24 * 60 * 60 * 1_000;

export function decide(state: ActionState, command: Command): Verdict {
  const { standing } = state;
  if (standing.kind === 'executing' || standing.kind === 'closed') return refuse(alreadyDecided(standing));
  if (command.version !== undefined && command.version !== state.version) return refuse(stale(command, state));
  const nowMs = Date.parse(command.at);
  switch (command.type) {
    case 'approve':
      if (standing.kind === 'scheduled' && overrides(standing.approval, command))
        return refuse(approvalScheduled(standing.approval));
      return (command.undoSeconds ?? 0) > 0 || command.leaves !== undefined || command.executeAt !== undefined
        ? schedule(state, command, nowMs)
        : execute(state, command);
    case 'edit':
      return change({ ...asksAgain(state, nowMs), version: state.version + 1 });
    case 'cancel':
      return close(state, command, 'cancelled');
    case 'undo':
      return standing.kind === 'scheduled'
        ? change(asksAgain(state, nowMs))
        : refuse({ type: 'not-scheduled', message: 'no approval waits to be executed: there is nothing to undo' });
    case 'reschedule':
      return standing.kind === 'scheduled'
        ? refuse(approvalScheduled(standing.approval))
        : reschedule(state, command, nowMs);
    case 'auto_execute':
      return isDue(state, nowMs) === 'auto_execute'
        ? execute(state, command)
        : refuse({ type: 'not-due', message: 'the automatic execution is not due' });
    case 'expire':
      return isDue(state, nowMs) === 'expire'
        ? close(state, command, 'expired')
        : refuse({ type: 'not-due', message: 'the action has not expired' });
  }
}

/** What the passing of time, or a decision that was made, calls for. */
export const DUES = ['decided', 'window_passed', 'auto_execute', 'expire'] as const;
export type Due = (typeof DUES)[number];

/** When an action calls for something next, and for what. */
export interface Wake {
  what: Due;
  /** Epoch milliseconds. */
  atMs: number;
}

/**
 * How long before its moment an execution by itself is called: so long is the way from a timer to an activity, which then awaits the
 * moment itself.
 */
export const EARLY_MS = 50;

/**
 * The next moment at which an action calls for something by itself; null: never again. While an approval is scheduled,
 * that alone; where both other deadlines have passed, expiry wins. `decided` is always due.
 */
export function nextWake({ standing, autoExecuteAtMs, expiresAtMs }: ActionState, nowMs: number): Wake | null {
  switch (standing.kind) {
    case 'closed':
      return null;
    case 'executing':
      return { what: 'decided', atMs: Date.parse(standing.decision.at) };
    case 'scheduled':
      return { what: 'window_passed', atMs: Date.parse(standing.approval.executesAt) };
    case 'open':
      return autoExecuteAtMs === null || nowMs >= expiresAtMs
        ? { what: 'expire', atMs: expiresAtMs }
        : { what: 'auto_execute', atMs: autoExecuteAtMs };
  }
}

/** What an action calls for at a moment, if anything. */
export function isDue(state: ActionState, nowMs: number): Due | null {
  const wake = nextWake(state, nowMs);
  return wake !== null && (wake.what === 'decided' || nowMs >= wake.atMs) ? wake.what : null;
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

export function decisionOf({ type, by, channel, at }: Command): Decision {
  return { command: type, by, channel, at };
}

/** How long an action is left to be decided anew when it asks again after its expiry. */
export const ASKS_AGAIN_MS = 24 * 60 * 60 * 1_000;

/**
 * A scheduled approval is void, and so is an automatic execution that has become due behind it: the action asks again,
 * it never leaves by surprise. Nor does it lapse at once where its expiry has passed behind the approval: it stays for another day.
 */
export function asksAgain(state: ActionState, nowMs: number): ActionState {
  const { standing, autoExecuteAtMs, expiresAtMs } = state;
  if (standing.kind !== 'scheduled') return { ...state, standing: { kind: 'open' } };
  return {
    ...state,
    standing: { kind: 'open' },
    autoExecuteAtMs: autoExecuteAtMs !== null && autoExecuteAtMs <= nowMs ? null : autoExecuteAtMs,
    expiresAtMs: expiresAtMs <= nowMs ? nowMs + ASKS_AGAIN_MS : expiresAtMs,
  };
}

function accept(state: ActionState): Verdict {
  return { accepted: true, state };
}

/** Accepts what leaves a trace and may be repeated, as often as trail and history bear. */
function change(next: ActionState): Verdict {
  if (next.changes >= MAX_CHANGES) {
    return refuse({ type: 'too-many-changes', message: `an action takes at most ${MAX_CHANGES} changes` });
  }
  return accept({ ...next, changes: next.changes + 1 });
}

/** An edit that comes with the approval makes the next version of what is executed. */
function execute(state: ActionState, command: Command): Verdict {
  const standing: Standing = { kind: 'executing', decision: decisionOf(command) };
  return accept({ ...state, version: state.version + raisedBy(command), standing });
}

function close(state: ActionState, command: Command, outcome: Outcome): Verdict {
  return accept({ ...state, standing: { kind: 'closed', outcome, decision: decisionOf(command) } });
}

/** An edit that comes with it is made at once, so that undoing the approval does not lose it. */
function schedule(state: ActionState, command: Command, nowMs: number): Verdict {
  const before = state.standing;
  const { executeAt } = command;
  if (executeAt !== undefined) {
    const wrong = outOfBounds('execution', executeAt, state, nowMs);
    if (wrong !== undefined) return refuse(wrong);
  }
  if (before.kind === 'scheduled' && !hurries(before.approval, command))
    return refuse(approvalScheduled(before.approval));
  const { id, at, undoSeconds = 0 } = command;
  const approval: ScheduledApproval = { id, ...actorOf(command), at, executesAt: executesAt(command) };
  if (command.leaves?.waits) approval.waits = command.leaves.waits;
  if (command.sendNow === true) approval.sendNow = true;
  if (executeAt !== undefined) approval.chosen = true;
  const standing: Standing = { kind: 'scheduled', approval };
  const next = { ...state, version: state.version + raisedBy(command), standing };
  // Whoever wants to be able to undo changes his mind; else it is the end, which is always taken.
  return undoSeconds > 0 || executeAt !== undefined || before.kind === 'scheduled'
    ? change(next)
    : accept({ ...next, changes: next.changes + 1 });
}

/**
 * Whether an approval would take the place of a moment that somebody else chose: the first decision stands until it is undone. Whoever
 * chose it may still hurry it.
 */
function overrides(first: ScheduledApproval, { by }: Command): boolean {
  return first.chosen === true && first.by !== by;
}

/** A second approval is one too many, but where it has leave what the first one has wait. */
function hurries(first: ScheduledApproval, command: Command): boolean {
  const { leaves, sendNow, undoSeconds = 0, executeAt } = command;
  const couldBeSooner = first.waits !== undefined || first.chosen === true;
  if (!couldBeSooner || executeAt !== undefined || leaves === undefined || leaves.waits !== null) return false;
  return (sendNow === true || undoSeconds === 0) && Date.parse(executesAt(command)) < Date.parse(first.executesAt);
}

/** The later of the moment before which it is not executed and the one at which it may leave. RFC 3339. */
function executesAt(command: Command): string {
  const { leaves } = command;
  return new Date(Math.max(notBeforeMs(command), leaves === undefined ? 0 : Date.parse(leaves.at))).toISOString();
}

/** Before when nothing that is approved is executed: the undo window's end, or the moment that was chosen. Epoch milliseconds. */
export function notBeforeMs({
  at,
  undoSeconds = 0,
  executeAt,
}: Pick<Command, 'at' | 'undoSeconds' | 'executeAt'>): number {
  const undoneUntilMs = Date.parse(at) + undoSeconds * 1_000;
  return executeAt === undefined ? undoneUntilMs : Math.max(undoneUntilMs, Date.parse(executeAt));
}

function raisedBy({ params }: Command): number {
  return params === undefined ? 0 : 1;
}

function reschedule(state: ActionState, command: Command, nowMs: number): Verdict {
  const { autoExecuteAt, expiresAt } = command;
  const next = { ...state, ...rescheduled(state, command) };
  // Only what is asked for is judged: a deadline that has passed meanwhile does not keep the other from being moved.
  for (const [name, asked] of [
    ['automatic execution', autoExecuteAt ?? undefined],
    ['expiry', expiresAt],
  ] as const) {
    const wrong = asked === undefined ? undefined : outOfBounds(name, asked, state, nowMs);
    if (wrong !== undefined) return refuse(wrong);
  }
  if (next.autoExecuteAtMs !== null && next.autoExecuteAtMs >= next.expiresAtMs) {
    return refuse(invalid('the automatic execution would not lie before the expiry'));
  }
  return change(next);
}

/** Why a moment that was chosen is none that an action can have; undefined: it is one. */
function outOfBounds(name: string, asked: string, { createdAtMs }: ActionState, nowMs: number): Refusal | undefined {
  if (Date.parse(asked) <= nowMs) return invalid(`the ${name} would lie in the past`);
  if (Date.parse(asked) <= createdAtMs + MAX_SCHEDULE_MS) return undefined;
  return invalid(`the ${name} would lie more than 30 days after the creation`);
}

function invalid(message: string): Refusal {
  return { type: 'invalid-schedule', message };
}

function refuse(refusal: Refusal): Verdict {
  return { accepted: false, refusal };
}

function alreadyDecided({ kind, decision }: Extract<Standing, { kind: 'executing' | 'closed' }>): Refusal {
  const { command, at } = decision;
  // An automatic execution is nobody's decision: while it runs the action is still pending.
  if (kind === 'executing' && command === 'auto_execute') {
    return { type: 'already-executing', message: 'the action is executed automatically', decision };
  }
  const by = decision.by === null ? '' : ` by ${decision.by}`;
  return { type: 'already-decided', message: `already decided: ${command}${by} at ${at}`, decision };
}

function approvalScheduled({ by, channel, at, executesAt }: ScheduledApproval): Refusal {
  const whose = by === null ? '' : ` by ${by}`;
  const message = `approved${whose} already, to be executed at ${executesAt}: undo that first`;
  return { type: 'approval-scheduled', message, decision: { command: 'approve', by, channel, at } };
}

function stale(command: Command, { version }: ActionState): Refusal {
  const message = `the decision was made on version ${command.version}, the action is at version ${version}`;
  return { type: 'stale-version', message, version };
}
