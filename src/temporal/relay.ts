/**
 * The outbox relay: tells workflows what a crash or an outage left untold, and sees to actions that should have done something
 * by now. Any number of workers may run one; rows are taken, not shared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  findUnfinished,
  forgetStart,
  markTellFailed,
  markTold,
  postponeTelling,
  takeOverdue,
  takeUntold,
} from '../store/actions/outbox.ts';
import { type Removing, removeSettledActions } from '../store/actions/removeActions.ts';
import { hasDue } from '../store/crm/inbox.ts';
import { removeOldRows } from '../store/database/retention.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { foldInsights } from '../store/insights/fold.ts';
import { listWorkspaceIds } from '../store/telling/digests.ts';
import { hasTellings } from '../store/telling/tellings.ts';
import { isUnanswered } from './away.ts';
import { closeAction } from './closeAction.ts';
import { startDrain } from './crmWorkflows.ts';
import { inParallel } from './inParallel.ts';
import { type Reconciling, reconcile } from './reconcile.ts';
import { missingSearchAttributes } from './registerSearchAttributes.ts';
import { giveWay, mendWedged, type SeeToDeps, seeTo } from './seeTo.ts';
import { scheduleDigests, startTelling } from './tellingWorkflow.ts';
import { tellWorkflow } from './tellWorkflow.ts';
import { startDeliveries } from './webhooks.ts';

export interface RelayDeps extends SeeToDeps {
  /** Registers what our workflows and schedules need with Temporal. */
  register: () => Promise<void>;
  /** How often it looks. */
  everyMs?: number;
  /** By when a call to tell something must be answered; 10 s unless told otherwise. */
  callDeadlineMs?: number;
  /** How long a workflow counts as alive after it was seen so. */
  checkAfterMs?: number;
  /** How late an action may be before its workflow is looked at. */
  lateMs?: number;
  reconciling?: Reconciling;
  /** How long triggers that came to nothing are kept, in days. */
  unusedTriggersDays?: number;
  /** How long settled actions are kept, in days; absent: for ever. */
  actionsDays?: number;
}

const BATCH = 50;
/** Where nobody answers, one is enough to see when that is over. */
const PROBE = 1;
const NONE = { taken: 0, unanswered: 0 };
const CALL_DEADLINE_MS = 10_000;
const TIDY_EVERY_MS = 60 * 60 * 1_000;
const REMOVE_ACTIONS_EVERY_MS = 60 * 1_000;
const FOLD_INSIGHTS_EVERY_MS = 10_000;
const LOOK_FOR_ENDED_EVERY_MS = 60_000;
const LOOK_FOR_WEDGED_EVERY_MS = 60_000;
const LOOK_FOR_WORKSPACES_EVERY_MS = 60_000;
const CHECK_REGISTERED_EVERY_MS = 30_000;
/** How far back it looks for workflows that have ended: visibility lags behind, and a relay may have been away. */
const ENDED_WITHIN_MS = 60 * 60 * 1_000;

/** Runs until `signal` aborts; what it has begun it finishes. Trouble is logged, and met again at the next round. */
export async function runRelay(deps: RelayDeps, signal: AbortSignal): Promise<void> {
  const { db, log, everyMs = 1_000, unusedTriggersDays, actionsDays } = deps;
  const due = createClock();
  let batch = BATCH;
  /** The workspaces whose digests are known to be scheduled. */
  const scheduled = new Set<string>();
  const fewer: Removing['fewer'] = new Map();
  while (!signal.aborted) {
    let more = false;
    try {
      // Before all that asks Temporal something, as that fails while it is away.
      const { taken, unanswered } = await tellUntold(deps, batch);
      const webhooks = unanswered > 0 ? NONE : await startWebhooks(deps, batch);
      more = (taken === batch || webhooks.taken === batch) && unanswered + webhooks.unanswered === 0;
      batch = unanswered + webhooks.unanswered > 0 ? PROBE : BATCH;
      if (due('registered', CHECK_REGISTERED_EVERY_MS) && (await registerAgain(deps))) scheduled.clear();
      await drain(deps);
      await tellPeople(deps);
      if (due('digests', LOOK_FOR_WORKSPACES_EVERY_MS)) await scheduleNewDigests(deps, scheduled);
      await sweep(deps);
      if (due('ended', LOOK_FOR_ENDED_EVERY_MS)) await closeEnded(deps);
      if (due('wedged', LOOK_FOR_WEDGED_EVERY_MS)) await mendWedged(deps);
      if (due('folded', FOLD_INSIGHTS_EVERY_MS)) await foldInsights(db);
      if (due('tidied', TIDY_EVERY_MS)) await removeOldRows(db, { unusedTriggersDays });
      if (actionsDays !== undefined && due('actions', REMOVE_ACTIONS_EVERY_MS))
        await removeActions(deps, actionsDays, fewer);
      more = (await reconcile(deps, deps.reconciling)) || more;
    } catch (error) {
      log.error({ err: error }, 'the relay met trouble');
    }
    // While there is more it goes on at once.
    if (!more) await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What fails of it is logged here, so that the rest of the round has its turn. */
async function removeActions({ db, log }: RelayDeps, keptDays: number, fewer: Removing['fewer']): Promise<void> {
  const onFailure: Removing['onFailure'] = (err, batch) =>
    log.error({ err, ...batch }, 'old actions could not be removed: the next batch is smaller');
  const removed = await removeSettledActions(db, keptDays, undefined, { fewer, onFailure });
  if (removed > 0) log.info({ removed, keptDays }, 'removed actions that have been kept long enough');
}

/** Whether something that is done so often is due; asked, it counts as done. */
function createClock(): (what: string, everyMs: number) => boolean {
  const doneAtMs = new Map<string, number>();
  return (what, everyMs) => {
    if (Date.now() - (doneAtMs.get(what) ?? 0) < everyMs) return false;
    doneAtMs.set(what, Date.now());
    return true;
  };
}

/** Temporal has lost its state under us: nothing of ours could be started, and no schedule would run. Answers whether it has. */
export async function registerAgain({ client, log, register }: RelayDeps): Promise<boolean> {
  const missing = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => missingSearchAttributes(client));
  if (missing.length === 0) return false;
  log.warn('Temporal has lost our search attributes: all that we register there is registered again');
  await register();
  return true;
}

/** Tells the workflows of one batch of actions; answers how many there were, and of how many Temporal heard nothing. */
export async function tellUntold(deps: RelayDeps, limit = BATCH): Promise<{ taken: number; unanswered: number }> {
  const rows = await takeUntold(deps.db, limit);
  const unanswered: string[] = [];
  await inParallel(rows, async (row) => {
    if (!(await tellOne(deps, row))) unanswered.push(row.id);
  });
  await postponeTelling(deps.db, unanswered);
  return { taken: rows.length, unanswered: unanswered.length };
}

/** Answers whether Temporal had an answer to it, a refusal included. */
async function tellOne(deps: RelayDeps, row: ActionRow): Promise<boolean> {
  const { client, db, taskQueue, publicUrl, log, callDeadlineMs = CALL_DEADLINE_MS } = deps;
  try {
    const telling = await client.withDeadline(Date.now() + callDeadlineMs, () =>
      tellWorkflow(client, taskQueue, row, publicUrl),
    );
    if (telling === 'lost') await forgetStart(db, row.id);
    else if (telling === 'ended') await closeAction(deps, row);
    else if (telling === 'foreign') await giveWay(deps, row);
    else await markTold(db, [row]);
    log.info({ actionId: row.id, workflowId: row.workflow_id, telling }, 'told a workflow what it had not been told');
  } catch (error) {
    const message = error instanceof Error ? rootMessage(error) : String(error);
    log.warn({ actionId: row.id, message }, 'a workflow could not be told');
    if (isUnanswered(error)) return false;
    await markTellFailed(db, row.id, message);
  }
  return true;
}

function startWebhooks(deps: RelayDeps, limit: number): Promise<{ taken: number; unanswered: number }> {
  const { client, db, taskQueue, log, callDeadlineMs = CALL_DEADLINE_MS } = deps;
  return startDeliveries({ client, db, taskQueue, log, callDeadlineMs }, limit);
}

/** What CRMs have sent is drained by a workflow of its own; this only sees to it that it runs. */
async function drain({ client, db, taskQueue }: RelayDeps): Promise<void> {
  if (!(await hasDue(db))) return;
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => startDrain(client, taskQueue));
}

/** People are told by a workflow of its own, alike. */
async function tellPeople({ client, db, taskQueue }: RelayDeps): Promise<void> {
  if (!(await hasTellings(db))) return;
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => startTelling(client, taskQueue));
}

/** Workspaces are made at any time: each has a schedule of its own. */
async function scheduleNewDigests({ client, db, taskQueue }: RelayDeps, scheduled: Set<string>): Promise<void> {
  for (const id of await listWorkspaceIds(db)) {
    if (scheduled.has(id)) continue;
    await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => scheduleDigests(client, taskQueue, id));
    scheduled.add(id);
  }
}

/** Looks after the workflows of actions that should have done something by now, those seen longest ago first, one batch. */
export async function sweep(deps: RelayDeps): Promise<void> {
  const { db, checkAfterMs = 60_000, lateMs = 30_000 } = deps;
  await inParallel(await takeOverdue(db, BATCH, { olderThanMs: checkAfterMs, lateMs }), (row) => seeTo(deps, row));
}

/**
 * An ActionWorkflow always completes: one that ended otherwise was terminated, or something worse, and its action need not be
 * overdue for that to be known. One list of the few that did, instead of asking after all that wait.
 */
export async function closeEnded(deps: RelayDeps): Promise<void> {
  const { client, db, taskQueue } = deps;
  const since = new Date(Date.now() - ENDED_WITHIN_MS).toISOString();
  const query = `WorkflowType = "ActionWorkflow" AND TaskQueue = "${taskQueue}" AND CloseTime > "${since}"
    AND ExecutionStatus IN ("Terminated", "Failed", "TimedOut", "Canceled")`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    const row = await findUnfinished(db, workflowId);
    if (row !== undefined) await closeAction(deps, row);
  }
}

function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
