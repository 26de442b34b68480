/**
 * One action from pending to its outcome. The only decider: every message and deadline goes through `decide`, and the
 * main function derives what to do from the state alone, never from which promise won.
 *
 * Deterministic and thin, as actions outlive deploys (recorded histories of every path are replayed in test/replay).
 */
import {
  CancellationScope,
  condition,
  currentUpdateInfo,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { ChangeRecord } from '../activities/contract.ts';
import type { ActionType } from '../domain/actionTypes.ts';
import {
  type ActionState,
  type Command,
  DECISIONS,
  type DecisionType,
  decide,
  disarm,
  isDue,
  isWaiting,
  nextDeadlineMs,
  passWindow,
  type Refusal,
  reopen,
  type Standing,
} from '../domain/decide.ts';
import { EXPIRY_MS, type Outcome } from '../domain/lifecycle.ts';
import { type ReadCommand, readCommand } from '../domain/readCommand.ts';
import { executions, recording } from './activities.ts';
import { describe, waitInWords } from './details.ts';
import { type Accepted, type DecisionMessage, signals, stateQuery, updates } from './messages.ts';
import { asFailure } from './refusals.ts';
import { searchAttributes } from './searchAttributes.ts';

export interface ActionInput {
  actionId: string;
  actionType: ActionType;
  version: number;
  /** Epoch milliseconds; null: off. */
  autoExecuteAtMs: number | null;
  /** Epoch milliseconds. */
  expiresAtMs: number;
  /** Epoch milliseconds; absent in runs that began before actions could be rescheduled. */
  createdAtMs?: number;
  /** Approved, with an undo window that was open when an earlier run was lost. */
  scheduled?: { command: Command; executesAtMs: number };
  /** Decided before this run began: the approval of a retry, or what an earlier run was lost in the midst of. */
  decided?: Command;
}

function standingOf({ decided, scheduled }: ActionInput): Standing {
  if (decided !== undefined) return { kind: 'executing', command: decided };
  return scheduled === undefined ? { kind: 'open' } : { kind: 'scheduled', ...scheduled };
}

/** At most this many refused signals leave a trace: whoever floods an action must not fill its history. */
const MAX_AUDITED_REFUSALS = 50;

export async function ActionWorkflow(input: ActionInput): Promise<{ outcome: Outcome }> {
  const { actionId, actionType } = input;
  let state: ActionState = {
    version: input.version,
    changes: 0,
    autoExecuteAtMs: input.autoExecuteAtMs,
    expiresAtMs: input.expiresAtMs,
    createdAtMs: input.createdAtMs ?? input.expiresAtMs - EXPIRY_MS,
    standing: standingOf(input),
  };
  /** Changes on their way to the row: how many, and how many of them raise its version. */
  const unrecorded = { changes: 0, versions: 0 };
  let auditedRefusals = 0;

  // Writes of one row must not overtake each other, and no cancellation request may stop one half way.
  let lastWrite: Promise<unknown> = Promise.resolve();
  function inOrder<T>(write: () => Promise<T>): Promise<T> {
    const result = lastWrite.then(() => CancellationScope.nonCancellable(write));
    lastWrite = result.catch(() => undefined);
    return result;
  }

  const now = () => new Date(Date.now()).toISOString();

  /** The one door to the reducer for everything that is not a deadline. */
  function receive(read: ReadCommand): { refusal: Refusal } | Accepted {
    if (!read.ok) return { refusal: read.refusal };
    const verdict = decide(state, read.command);
    if (!verdict.accepted) return { refusal: verdict.refusal };
    const raises = verdict.state.version - state.version;
    state = verdict.state;
    const write = writeOf(read.command);
    if (write !== undefined) recordChange(read.command, write, raises);
    return { version: state.version };
  }

  /** How a change that leaves the action waiting gets into its row; what ends the waiting is the main function's. */
  function writeOf(command: Command): (() => Promise<ChangeRecord>) | undefined {
    const { standing } = state;
    switch (command.type) {
      case 'edit':
        return () => recording.recordEdit({ actionId, command });
      case 'undo':
        return () => recording.recordUndo({ actionId, command });
      case 'reschedule':
        return () => recording.recordReschedule({ actionId, command });
      default: {
        if (standing.kind !== 'scheduled') return undefined;
        const executesAt = new Date(standing.executesAtMs).toISOString();
        return () => recording.recordSchedule({ actionId, command, executesAt });
      }
    }
  }

  function recordChange(command: Command, write: () => Promise<ChangeRecord>, raises: number): void {
    unrecorded.changes += 1;
    unrecorded.versions += raises;
    inOrder(write).then(
      ({ version, autoExecuteAtMs, expiresAtMs, refusal }) => {
        unrecorded.changes -= 1;
        unrecorded.versions -= raises;
        // The row is the truth: a change refused there has moved nothing.
        state = { ...state, version: version + unrecorded.versions };
        if (unrecorded.changes === 0 && expiresAtMs !== undefined) state = { ...state, autoExecuteAtMs, expiresAtMs };
        const { standing } = state;
        const isScheduledByIt = standing.kind === 'scheduled' && standing.command.id === command.id;
        if (refusal !== undefined && isScheduledByIt) state = reopen(state);
      },
      (error) => log.error('a change could not be recorded', { error }),
    );
  }

  function onSignal(type: DecisionType, message: DecisionMessage): void {
    const id = uuid4();
    const reply = receive(readCommand(type, message, { id, at: now(), channel: 'temporal' }));
    if ('refusal' in reply) auditRefusal(id, type, reply.refusal, message);
  }

  function auditRefusal(commandId: string, commandType: string, refusal: Refusal, message?: DecisionMessage): void {
    log.warn('a decision was refused', { commandType, refusal });
    if (auditedRefusals >= MAX_AUDITED_REFUSALS) return;
    auditedRefusals += 1;
    const by = typeof message?.by === 'string' ? message.by.slice(0, 100) : null;
    inOrder(() => recording.recordRefusal({ actionId, commandId, commandType, by, at: now(), refusal })).catch(
      (error) => log.error('a refusal could not be recorded', { error }),
    );
  }

  function readUpdate(type: DecisionType, message: DecisionMessage): ReadCommand {
    // Present inside update handlers and validators; the fallback only satisfies the type.
    const id = currentUpdateInfo()?.id ?? uuid4();
    return readCommand(type, message, { id, at: now(), channel: 'as-said' });
  }

  function updateHandler(type: DecisionType) {
    const handle = (message: DecisionMessage): Accepted => {
      const reply = receive(readUpdate(type, message));
      if ('refusal' in reply) throw asFailure(reply.refusal);
      return reply;
    };
    // Synchronous, or a refusal would leave the workflow task failing in a loop.
    const validator = (message: DecisionMessage): void => {
      const read = readUpdate(type, message);
      const verdict = read.ok ? decide(state, read.command) : { accepted: false as const, refusal: read.refusal };
      if (!verdict.accepted) throw asFailure(verdict.refusal);
    };
    return [handle, { validator }] as const;
  }

  // Signals of other names stay unhandled in the history. A default handler would make names with Temporal's reserved
  // prefix throw inside the SDK, and so freeze the action.
  for (const type of DECISIONS) setHandler(signals[type], (message) => onSignal(type, message));
  for (const type of DECISIONS) setHandler(updates[type], ...updateHandler(type));
  setHandler(stateQuery, () => state);

  // Temporal's own cancellation request is the decision cancel like any other: refused once the execution has begun.
  CancellationScope.current().cancelRequested.catch(() => {
    const command: Command = { type: 'cancel', id: uuid4(), by: null, channel: 'temporal', at: now() };
    const reply = receive({ ok: true, command: { ...command, reason: 'workflow cancelled in Temporal' } });
    if ('refusal' in reply) auditRefusal(command.id, 'cancel', reply.refusal);
  });

  async function untilDecidedOrDue(): Promise<void> {
    while (isWaiting(state) && isDue(state, { at: now() }) === null) {
      setCurrentDetails(describe(state));
      const deadlineMs = nextDeadlineMs(state);
      const { kind } = state.standing;
      const changed = () => state.standing.kind !== kind || nextDeadlineMs(state) !== deadlineMs;
      const summary = waitInWords(state);
      await condition(changed, Math.max(1, deadlineMs - Date.now()), { summary });
    }
  }

  async function actOnDeadline(): Promise<void> {
    if (!isWaiting(state)) return;
    const due = isDue(state, { at: now() });
    if (due === 'window_passed') state = passWindow(state);
    if (due === null || due === 'window_passed') return;
    const command: Command = { type: due, id: uuid4(), by: null, channel: 'timer', at: now() };
    if (due === 'auto_execute') {
      const { armed } = await inOrder(() => recording.settleAutoExecute({ actionId, command }));
      if (!armed) state = disarm(state);
    }
    // Decisions still counted while the settings were read: the reducer says whether there is anything left to do.
    const verdict = decide(state, { ...command, at: now() });
    if (verdict.accepted) state = verdict.state;
  }

  async function execute(command: Command): Promise<Outcome | 'refused'> {
    try {
      const execution = await inOrder(() => executions[actionType]({ actionId, command }));
      if (execution.outcome !== 'refused') return execution.outcome;
      state = reopen({ ...state, version: execution.version });
      return 'refused';
    } catch (error) {
      // It failed for good, or ended without recording: ledger and row know how far it came.
      log.warn('the execution failed', { error });
      return (await inOrder(() => recording.recordOutcome({ actionId, command }))).outcome;
    }
  }

  async function untilOutcome(): Promise<Outcome> {
    for (;;) {
      await untilDecidedOrDue();
      await actOnDeadline();
      const { standing } = state;
      if (standing.kind === 'open' || standing.kind === 'scheduled') continue;
      setCurrentDetails(describe(state));
      if (standing.kind !== 'executing') {
        return (await inOrder(() => recording.recordClosing({ actionId, command: standing.command }))).outcome;
      }
      const outcome = await execute(standing.command);
      if (outcome !== 'refused') return outcome;
    }
  }

  /** Refusals may still be on their way to the audit trail; a run that ends would abandon them. */
  async function untilWritten(): Promise<void> {
    let last: Promise<unknown>;
    do {
      last = lastWrite;
      await last;
    } while (last !== lastWrite);
  }

  const outcome = await CancellationScope.nonCancellable(untilOutcome);
  await untilWritten();
  setCurrentDetails(`**${outcome}**`);
  upsertSearchAttributes([{ key: searchAttributes.status, value: outcome }]);
  log.info('action finished', { outcome, workflowId: workflowInfo().workflowId });
  return { outcome };
}
