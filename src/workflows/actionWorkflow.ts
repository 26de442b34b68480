/**
 * One action from pending to its outcome. The row decides (src/store/decisions/decideAction.ts); this sleeps durably until the row's next
 * moment or a signal, executes, retries, expires and shows. It holds no copy of the row, only when to look at it next.
 *
 * Deterministic and thin, as actions outlive deploys (recorded histories of every path are replayed in test/replay).
 */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  currentUpdateInfo,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { CommandInput, DecidedHere, RefusedCommand, Step } from '../activities/contract.ts';
import type { ActionType } from '../domain/actionTypes.ts';
import { DECISIONS, type DecisionType, EARLY_MS, type Wake } from '../domain/decide.ts';
import { isJsonObject } from '../domain/json.ts';
import type { Outcome } from '../domain/lifecycle.ts';
import { readCommand } from '../domain/readCommand.ts';
import { decideHere, executions, look, recordOutcome } from './activities.ts';
import { describe, waitInWords } from './details.ts';
import { type Accepted, lookSignal, type Recorded, signals, updates, wakeQuery } from './messages.ts';
import { readSent } from './readSent.ts';
import { asFailure } from './refusals.ts';
import { searchAttributes } from './searchAttributes.ts';

export interface ActionInput {
  actionId: string;
  actionType: ActionType;
  /** What the row called for when this was started. */
  wake: Wake;
}

/** Signals by hand that are not decided yet: whoever floods an action must not fill its history. */
const MAX_WAITING = 50;

export async function ActionWorkflow(input: ActionInput): Promise<{ outcome: Outcome }> {
  const { actionId, actionType } = input;
  let { wake } = input;
  /** What has been recorded since the row was last looked at. */
  let knock: Recorded['next'] | undefined;
  /** What came through Temporal and is still to be decided, in the order of its coming. */
  const waiting: CommandInput['read'][] = [];

  const now = () => new Date(Date.now()).toISOString();

  function knockFor(next: Recorded['next']): void {
    if (knock !== 'execute') knock = next;
  }

  function read(type: DecisionType, id: string, message: unknown): CommandInput['read'] {
    const at = now();
    const result = readCommand(type, message, { id, at });
    return result.ok ? result : { ...result, command: refused(type, id, at, message) };
  }

  /** The row is asked, and the workflow looks at what it says then. */
  async function decide(read: CommandInput['read']): Promise<DecidedHere> {
    const decided = await CancellationScope.nonCancellable(() => decideHere({ actionId, read }));
    if ('refusal' in decided) log.warn('a decision was refused', { refusal: decided.refusal });
    else knockFor(read.ok && read.command.type === 'approve' ? 'execute' : 'look');
    return decided;
  }

  // Signals of other names stay unhandled in the history. A default handler would make names with Temporal's reserved
  // prefix throw inside the SDK, and so freeze the action.
  for (const type of DECISIONS) {
    setHandler(signals[type], (sent) => {
      const message = readSent(sent);
      if (isRecorded(message)) knockFor(message.next);
      else if (waiting.length < MAX_WAITING) waiting.push(read(type, uuid4(), message));
      else log.warn('a signal was dropped: too many wait to be decided', { type });
    });
    setHandler(
      updates[type],
      async (sent): Promise<Accepted> => {
        const decided = await decide(read(type, currentUpdateInfo()?.id ?? uuid4(), readSent(sent)));
        if ('refusal' in decided) throw asFailure(decided.refusal);
        return decided;
      },
      {
        // Synchronous, or a refusal would leave the workflow task failing in a loop. What is no command leaves no trace.
        validator: (sent) => {
          const result = readCommand(type, readSent(sent), { id: '', at: now() });
          if (!result.ok) throw asFailure(result.refusal);
        },
      },
    );
  }
  setHandler(lookSignal, (sent) => {
    const message = readSent(sent);
    knockFor(isRecorded(message) ? message.next : 'look');
  });
  setHandler(wakeQuery, () => wake);

  // Temporal's own cancellation request is the decision cancel like any other: refused once it is decided otherwise.
  CancellationScope.current().cancelRequested.catch(() => {
    const reason = 'workflow cancelled in Temporal';
    waiting.push({
      ok: true,
      command: { type: 'cancel', id: uuid4(), by: null, channel: 'temporal', at: now(), reason },
    });
  });

  /** Sleeps until there is something to do, and says what, and for which moment. */
  async function untilCalled(): Promise<{ next: Recorded['next']; atMs: number }> {
    setCurrentDetails(describe(wake));
    const leftMs = wake.what === 'decided' ? 0 : wake.atMs - (wake.what === 'expire' ? 0 : EARLY_MS) - Date.now();
    const isCalled = () => knock !== undefined || waiting.length > 0;
    const isDue = leftMs <= 0 || !(await condition(isCalled, leftMs, { summary: waitInWords(wake) }));
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await decide(next);
    const called = knock;
    knock = undefined;
    if (isDue && wake.what !== 'expire') return { next: 'execute', atMs: Math.max(wake.atMs, Date.now()) };
    return { next: called ?? 'look', atMs: Date.now() };
  }

  async function execute(atMs: number): Promise<Step> {
    try {
      return await executions[actionType]({ actionId, atMs });
    } catch (error) {
      // It failed for good, or ended without recording: ledger and row know how far it came.
      log.warn('the execution failed', { error });
      return recordOutcome({ actionId, atMs: Date.now() });
    }
  }

  async function untilOutcome(): Promise<Outcome> {
    for (;;) {
      const { next, atMs } = await untilCalled();
      const step = next === 'execute' ? await execute(atMs) : await look({ actionId, atMs });
      if ('outcome' in step) return step.outcome;
      ({ wake } = step);
      if (workflowInfo().continueAsNewSuggested && waiting.length === 0 && knock === undefined) {
        await condition(allHandlersFinished);
        await continueAsNew<typeof ActionWorkflow>({ ...input, wake });
      }
    }
  }

  /** What still waits to be decided leaves its trace in the trail; updates under way answer. */
  async function untilAnswered(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await decide(next);
    await condition(allHandlersFinished);
  }

  const outcome = await CancellationScope.nonCancellable(async () => {
    const reached = await untilOutcome();
    await untilAnswered();
    return reached;
  });
  setCurrentDetails(`**${outcome}**`);
  // What has ended otherwise than most is looked for; for what was executed it would cost a tenth of the whole execution.
  if (outcome !== 'executed') upsertSearchAttributes([{ key: searchAttributes.outcome, value: outcome }]);
  log.info('action finished', { outcome, workflowId: workflowInfo().workflowId });
  return { outcome };
}

function isRecorded(message: unknown): message is Recorded {
  return (
    isJsonObject(message) &&
    typeof message.commandId === 'string' &&
    (message.next === 'execute' || message.next === 'look')
  );
}

function refused(type: string, id: string, at: string, message: unknown): RefusedCommand {
  const by = isJsonObject(message) && typeof message.by === 'string' ? message.by.slice(0, 100) : null;
  return { type, id, by, at };
}
