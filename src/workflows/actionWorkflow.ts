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
import type { ActionType } from '../domain/actionTypes.ts';
import {
  type ActionState,
  type Command,
  decide,
  disarm,
  isDue,
  nextDeadlineMs,
  type Refusal,
  reopen,
} from '../domain/decide.ts';
import type { Outcome } from '../domain/lifecycle.ts';
import { type ReadCommand, readCommand } from '../domain/readCommand.ts';
import { executions, recording } from './activities.ts';
import { describe } from './details.ts';
import {
  type Accepted,
  approveSignal,
  approveUpdate,
  cancelSignal,
  cancelUpdate,
  type DecisionMessage,
  editSignal,
  editUpdate,
  stateQuery,
} from './messages.ts';
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
  /** Decided before this run began: the approval of a retry, or what an earlier run was lost in the midst of. */
  decided?: Command;
}

/** At most this many refused signals leave a trace: whoever floods an action must not fill its history. */
const MAX_AUDITED_REFUSALS = 50;

export async function ActionWorkflow(input: ActionInput): Promise<{ outcome: Outcome }> {
  const { actionId, actionType } = input;
  let state: ActionState = {
    version: input.version,
    edits: 0,
    autoExecuteAtMs: input.autoExecuteAtMs,
    expiresAtMs: input.expiresAtMs,
    standing: input.decided === undefined ? { kind: 'open' } : { kind: 'executing', command: input.decided },
  };
  let unrecordedEdits = 0;
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
    state = verdict.state;
    if (read.command.type === 'edit') recordEdit(read.command);
    return { version: state.version };
  }

  function recordEdit(command: Command): void {
    unrecordedEdits += 1;
    inOrder(() => recording.recordEdit({ actionId, command })).then(
      ({ version }) => {
        unrecordedEdits -= 1;
        // The row is the truth: an edit refused there did not raise its version.
        state = { ...state, version: version + unrecordedEdits };
      },
      (error) => log.error('an edit could not be recorded', { error }),
    );
  }

  function onSignal(type: 'approve' | 'edit' | 'cancel', message: DecisionMessage): void {
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

  function readUpdate(type: 'approve' | 'edit' | 'cancel', message: DecisionMessage): ReadCommand {
    // Present inside update handlers and validators; the fallback only satisfies the type.
    const id = currentUpdateInfo()?.id ?? uuid4();
    return readCommand(type, message, { id, at: now(), channel: 'as-said' });
  }

  function updateHandler(type: 'approve' | 'edit' | 'cancel') {
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
  setHandler(approveSignal, (message) => onSignal('approve', message));
  setHandler(editSignal, (message) => onSignal('edit', message));
  setHandler(cancelSignal, (message) => onSignal('cancel', message));
  setHandler(approveUpdate, ...updateHandler('approve'));
  setHandler(editUpdate, ...updateHandler('edit'));
  setHandler(cancelUpdate, ...updateHandler('cancel'));
  setHandler(stateQuery, () => state);

  // Temporal's own cancellation request is the decision cancel like any other: refused once the execution has begun.
  CancellationScope.current().cancelRequested.catch(() => {
    const command: Command = { type: 'cancel', id: uuid4(), by: null, channel: 'temporal', at: now() };
    const reply = receive({ ok: true, command: { ...command, reason: 'workflow cancelled in Temporal' } });
    if ('refusal' in reply) auditRefusal(command.id, 'cancel', reply.refusal);
  });

  async function untilDecidedOrDue(): Promise<void> {
    while (state.standing.kind === 'open' && isDue(state, { at: now() }) === null) {
      const deadlineMs = nextDeadlineMs(state);
      const changed = () => state.standing.kind !== 'open' || nextDeadlineMs(state) !== deadlineMs;
      const summary = deadlineMs === state.expiresAtMs ? 'until it expires' : 'until it executes by itself';
      await condition(changed, Math.max(1, deadlineMs - Date.now()), { summary });
    }
  }

  async function actOnDeadline(): Promise<void> {
    const due = isDue(state, { at: now() });
    if (due === null || state.standing.kind !== 'open') return;
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
      setCurrentDetails(describe(state));
      await untilDecidedOrDue();
      await actOnDeadline();
      const { standing } = state;
      if (standing.kind === 'open') continue;
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
