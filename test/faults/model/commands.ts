/** What may happen to actions, as fast-check's commands: each does the same to the model and to the real thing, and compares. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { DecisionType } from '../../../src/domain/decide.ts';
import { isOutcome } from '../../../src/domain/lifecycle.ts';
import { confirmDelivery, type Finished, retryAction } from '../../../src/store/decisions/finish.ts';
import { startActionWorkflow } from '../../../src/temporal/tellWorkflow.ts';
import type { DecisionMessage } from '../../../src/workflows/messages.ts';
import { knownUser } from '../../support/knownUser.ts';
import { decide, readRow, resultOf, skipTime } from '../../support/pipeline.ts';
import { EFFECTS, type Effect, execute, type Model, type ModelAction, pendingOf, runOut } from './model.ts';
import { createReal, type Real, SITUATIONS, subjectOf } from './real.ts';

export interface Playing extends Real {
  program: string;
  /** How often each command was met by a refusal, or by an end. */
  count(what: string): void;
}
type Command = fc.AsyncCommand<Model, Playing>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The next commands, in the proportions of real life: more is decided than undone. */
export function commands(): fc.Arbitrary<Iterable<Command>> {
  const nth = fc.nat({ max: 5 });
  const effect = fc.constantFrom(...EFFECTS, 'taken' as const);
  const situation = fc.nat({ max: SITUATIONS - 1 });
  const creation = fc.tuple(situation, effect).map(([of, does]) => create(of, does));
  return fc.commands(
    [
      creation,
      creation,
      fc.tuple(nth, effect, fc.boolean()).map(([of, does, stale]) => edit(of, does, stale)),
      fc.tuple(nth, fc.boolean(), fc.option(effect)).map(([of, window, does]) => approve(of, window, does)),
      nth.map(cancel),
      nth.map(undo),
      fc.tuple(nth, fc.constantFrom('hold', 'arm', 'extend', 'past')).map(([of, how]) => reschedule(of, how)),
      nth.map(retry),
      nth.map(confirm),
      nth.map(advance),
    ],
    { maxCommands: 20, size: '+1' },
  );
}

/** A command on one of the actions that there are. */
function on(
  name: string,
  nth: number,
  run: (action: ModelAction, model: Model, real: Playing) => Promise<void>,
): Command {
  return {
    check: ({ actions }) => actions.length > 0,
    run: async (model, real) => {
      const action = model.actions[nth % model.actions.length];
      assert.ok(action);
      await run(action, model, real);
      await compare(action, real);
    },
    toString: () => `${name} #${nth}`,
  };
}

function create(situation: number, effect: Effect): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      const standing = pendingOf(model, situation);
      const created = await createReal(real, real.program, situation, effect);
      assert.equal(created.deduplicated, standing !== undefined);
      if (created.deduplicated) {
        real.count('duplicate');
        return assert.equal(created.actionId, standing?.id);
      }
      model.actions.push({
        id: created.actionId,
        workflowId: created.workflowId,
        situation,
        effect,
        status: 'pending',
        version: 1,
        scheduled: false,
        retried: false,
        automatic: situation === SITUATIONS - 1,
      });
    },
    toString: () => `create in situation ${situation}, ${effect}`,
  };
}

function edit(nth: number, effect: Effect, stale: boolean): Command {
  return on(`edit${stale ? ' of a stale version' : ''} to ${effect}`, nth, async (action, _model, real) => {
    const version = stale ? action.version + 1 : action.version;
    const refusal = closed(action) ?? (stale ? 'stale-version' : undefined);
    await decided(real, action, 'edit', { version, params: { subject: subjectOf(effect) } }, refusal);
    if (refusal === undefined) Object.assign(action, { effect, scheduled: false, version: action.version + 1 });
  });
}

function approve(nth: number, window: boolean, effect: Effect | null): Command {
  const name = `approve${window ? ' with a window' : ''}${effect === null ? '' : `, edited to ${effect}`}`;
  return on(name, nth, async (action, _model, real) => {
    const refusal = closed(action) ?? (window && action.scheduled ? 'approval-scheduled' : undefined);
    const message = {
      ...(window ? { undoSeconds: 600 } : {}),
      ...(effect === null ? {} : { params: { subject: subjectOf(effect) } }),
    };
    await decided(real, action, 'approve', message, refusal);
    if (refusal !== undefined) return;
    if (effect !== null) Object.assign(action, { effect, version: action.version + 1 });
    if (window) action.scheduled = true;
    else await untilOver(real, action, execute);
  });
}

function cancel(nth: number): Command {
  return on('cancel', nth, async (action, _model, real) => {
    const refusal = closed(action);
    await decided(real, action, 'cancel', { reason: 'Not now' }, refusal);
    if (refusal === undefined) Object.assign(action, { status: 'cancelled', scheduled: false });
  });
}

function undo(nth: number): Command {
  return on('undo', nth, async (action, _model, real) => {
    const refusal = closed(action) ?? (action.scheduled ? undefined : 'not-scheduled');
    await decided(real, action, 'undo', {}, refusal);
    if (refusal === undefined) action.scheduled = false;
  });
}

function reschedule(nth: number, how: 'hold' | 'arm' | 'extend' | 'past'): Command {
  return on(`reschedule (${how})`, nth, async (action, _model, real) => {
    const later = (ms: number) => new Date(Date.now() + ms).toISOString();
    const message = {
      hold: { autoExecuteAt: null },
      arm: { autoExecuteAt: later(HOUR_MS) },
      extend: { expiresAt: later(20 * DAY_MS) },
      past: { expiresAt: later(-HOUR_MS) },
    }[how];
    const isOff = how === 'arm' && action.situation !== SITUATIONS - 1;
    const refusal =
      closed(action) ??
      (action.scheduled
        ? 'approval-scheduled'
        : how === 'past'
          ? 'invalid-schedule'
          : isOff
            ? 'auto-execute-off'
            : undefined);
    await decided(real, action, 'reschedule', message, refusal);
    if (refusal === undefined && how !== 'extend') action.automatic = how === 'arm';
  });
}

function retry(nth: number): Command {
  return on('retry', nth, async (action, model, real) => {
    const standing = pendingOf(model, action.situation);
    const refusal = notToFinish(action) ?? (standing === undefined ? undefined : 'key-pending');
    const { pipeline } = real;
    const finished = await retryAction(pipeline.db, action.id, await byItsRep(action, real));
    const id = judged(real, finished, refusal);
    if (id === undefined) return;
    action.retried = true;
    const row = await readRow(pipeline, id);
    await startActionWorkflow(pipeline.client, pipeline.taskQueue, row);
    const { situation, effect } = action;
    const made: ModelAction = {
      id,
      workflowId: row.workflow_id,
      situation,
      effect,
      status: 'approved',
      version: 1,
      scheduled: false,
      automatic: false,
      retried: false,
    };
    model.actions.push(made);
    await untilOver(real, made, execute);
    await compare(made, real);
  });
}

function confirm(nth: number): Command {
  return on('confirm', nth, async (action, _model, real) => {
    const refusal = notToFinish(action) ?? (action.failure === 'unconfirmed' ? undefined : 'not-unconfirmed');
    const id = judged(real, await confirmDelivery(real.pipeline.db, action.id, await byItsRep(action, real)), refusal);
    if (id !== undefined) action.status = 'executed';
  });
}

/** All of an action's time passes. What has ended has none. */
function advance(nth: number): Command {
  return on('let the time pass', nth, async (action, _model, real) => {
    if (!isOutcome(action.status)) await passTime(real, action);
  });
}

export async function passTime(real: Playing, action: ModelAction): Promise<void> {
  await skipTime(real.pipeline, action.workflowId);
  await untilOver(real, action, runOut);
}

async function untilOver(real: Playing, action: ModelAction, end: (action: ModelAction) => void): Promise<void> {
  end(action);
  real.count(action.failure ?? action.status);
  const { outcome } = await resultOf(real.pipeline, await readRow(real.pipeline, action.id));
  assert.equal(outcome, action.status, 'the workflow says another outcome than the model');
}

async function decided(
  real: Playing,
  { id }: ModelAction,
  type: DecisionType,
  message: DecisionMessage,
  refusal: string | undefined,
): Promise<void> {
  const verdict = await decide(real.pipeline, await readRow(real.pipeline, id), type, message);
  assert.equal(verdict.accepted ? undefined : verdict.refusal.type, refusal, `${type} was judged otherwise`);
  if (refusal !== undefined) real.count(refusal);
}

function judged(real: Playing, finished: Finished, refusal: string | undefined): string | undefined {
  assert.equal(finished.kind === 'refused' ? finished.type : undefined, refusal);
  if (refusal !== undefined) real.count(refusal);
  return finished.kind === 'done' ? finished.actionId : undefined;
}

function closed({ status }: ModelAction): string | undefined {
  return status === 'pending' ? undefined : 'already-decided';
}

function notToFinish({ status, retried }: ModelAction): string | undefined {
  return status !== 'failed' ? 'not-failed' : retried ? 'already-retried' : undefined;
}

/** Another's approval would not hold. */
async function byItsRep({ id }: ModelAction, { pipeline }: Playing) {
  const { user_id: userId } = await readRow(pipeline, id);
  return { actor: knownUser(userId), commandId: randomUUID() };
}

/** Row and model say the same. */
async function compare(action: ModelAction, { pipeline, effects }: Playing): Promise<void> {
  const row = await readRow(pipeline, action.id);
  assert.deepEqual(
    {
      status: row.status,
      version: row.version,
      failure: row.failure?.kind,
      scheduled: row.scheduled_approval !== null,
      effects: effects.get(row.id) ?? 0,
    },
    {
      status: action.status,
      version: action.version,
      failure: action.failure,
      scheduled: action.scheduled,
      effects: effectsOf(action),
    },
  );
}

/** The other side has what was executed, and what it never answered for. */
function effectsOf({ status, failure }: ModelAction): number {
  return status === 'executed' || failure === 'unconfirmed' ? 1 : 0;
}
