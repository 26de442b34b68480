/**
 * The outbox relay: tells workflows what a crash or an outage left untold, and sees to actions that should have done something
 * by now. Any number of workers may run one; rows are taken, not shared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Log } from '../log.ts';
import {
  findUnfinished,
  forgetStart,
  isLeased,
  markTellFailed,
  markTold,
  takeOverdue,
  takeUntold,
} from '../store/actions/outbox.ts';
import { hasDue } from '../store/crm/inbox.ts';
import type { Db } from '../store/database/db.ts';
import { removeOldRows } from '../store/database/retention.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { decideAction } from '../store/decisions/decideAction.ts';
import type { SendingMeans } from '../store/decisions/executability.ts';
import { deriveOutcome } from '../store/execution/settle.ts';
import { startDrain } from './crmWorkflows.ts';
import { tellWorkflow } from './tellWorkflow.ts';

export interface RelayDeps {
  client: Client;
  db: Db;
  taskQueue: string;
  /** Where people see actions: workflows link there. */
  publicUrl?: string | undefined;
  log: Log;
  means: SendingMeans;
  /** How often it looks. */
  everyMs?: number;
  /** How long a workflow counts as alive after it was seen so. */
  checkAfterMs?: number;
  /** How late an action may be before its workflow is looked at. */
  lateMs?: number;
}

const BATCH = 50;
const AT_ONCE = 16;
const CALL_DEADLINE_MS = 10_000;
const TIDY_EVERY_MS = 60 * 60 * 1_000;
const LOOK_FOR_ENDED_EVERY_MS = 60_000;
/** How far back it looks for workflows that have ended: visibility lags behind, and a relay may have been away. */
const ENDED_WITHIN_MS = 60 * 60 * 1_000;

/** Runs until `signal` aborts; what it has begun it finishes. Trouble is logged, and met again at the next round. */
export async function runRelay(deps: RelayDeps, signal: AbortSignal): Promise<void> {
  const { db, log, everyMs = 1_000 } = deps;
  let [tidiedAtMs, lookedAtMs] = [0, 0];
  while (!signal.aborted) {
    let more = false;
    try {
      more = (await tellUntold(deps)) === BATCH;
      await drain(deps);
      await sweep(deps);
      if (Date.now() - lookedAtMs >= LOOK_FOR_ENDED_EVERY_MS) {
        lookedAtMs = Date.now();
        await closeEnded(deps);
      }
      if (Date.now() - tidiedAtMs >= TIDY_EVERY_MS) {
        await removeOldRows(db);
        tidiedAtMs = Date.now();
      }
    } catch (error) {
      log.error({ err: error }, 'the relay met trouble');
    }
    // While there is more it goes on at once.
    if (!more) await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Tells the workflows of one batch of actions; answers how many there were. */
export async function tellUntold(deps: RelayDeps): Promise<number> {
  const rows = await takeUntold(deps.db, BATCH);
  await inParallel(rows, (row) => tellOne(deps, row));
  return rows.length;
}

async function tellOne({ client, db, taskQueue, publicUrl, log }: RelayDeps, row: ActionRow): Promise<void> {
  try {
    const telling = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
      tellWorkflow(client, taskQueue, row, publicUrl),
    );
    if (telling === 'lost') await forgetStart(db, row.id);
    else await markTold(db, row);
    log.info({ actionId: row.id, workflowId: row.workflow_id, telling }, 'told a workflow what it had not been told');
  } catch (error) {
    const message = error instanceof Error ? rootMessage(error) : String(error);
    await markTellFailed(db, row.id, message);
    log.warn({ actionId: row.id, message }, 'a workflow could not be told');
  }
}

/** What CRMs have sent is drained by a workflow of its own; this only sees to it that it runs. */
async function drain({ client, db, taskQueue }: RelayDeps): Promise<void> {
  if (!(await hasDue(db))) return;
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => startDrain(client, taskQueue));
}

/** Looks after the workflows of actions that should have done something by now, those seen longest ago first, one batch. */
export async function sweep(deps: RelayDeps): Promise<void> {
  const { db, checkAfterMs = 60_000, lateMs = 30_000 } = deps;
  await inParallel(await takeOverdue(db, BATCH, { olderThanMs: checkAfterMs, lateMs }), (row) => seeTo(deps, row));
}

async function seeTo(deps: RelayDeps, row: ActionRow): Promise<void> {
  const { client, db, taskQueue, publicUrl, log } = deps;
  try {
    const { status } = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
      client.workflow.getHandle(row.workflow_id).describe(),
    );
    if (status.name !== 'RUNNING') await closeAction(deps, row, status.name);
    // It may have missed its moment; what is being executed already is left to itself.
    else if (row.executing_at === null) await tellWorkflow(client, taskQueue, row, publicUrl);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    log.warn({ actionId: row.id, workflowId: row.workflow_id }, 'Temporal has lost a workflow: it is started again');
    await forgetStart(db, row.id);
  }
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
  for await (const { workflowId, status } of client.workflow.list({ query })) {
    const row = await findUnfinished(db, workflowId);
    if (row !== undefined) await closeAction(deps, row, status.name);
  }
}

/** The workflow is over and has recorded no outcome: it was terminated, or something worse. */
async function closeAction({ db, log, means }: RelayDeps, row: ActionRow, workflowStatus: string): Promise<void> {
  if (row.status === 'pending' && row.executing_at === null) {
    const ended = workflowStatus.toLowerCase();
    const expired = Date.now() >= row.expires_at.getTime();
    const decided = await decideAction(
      db,
      row.id,
      {
        ...{ type: expired ? 'expire' : 'cancel', id: `workflow-${ended}`, by: null, channel: 'temporal' },
        reason: `its workflow was ${ended} in Temporal`,
      },
      { means },
    );
    log.warn(
      { actionId: row.id, workflowStatus, status: decided.row.status },
      'closed an action whose workflow was over',
    );
    return;
  }
  // An attempt outlives the termination of its workflow: only after its lease is it known to be gone.
  if (await isLeased(db, row.id)) return;
  const outcome = await deriveOutcome(db, row.id);
  log.warn({ actionId: row.id, workflowStatus, outcome }, 'settled an execution whose workflow was over');
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  // One iterator for all who take from it: each item is taken once.
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
