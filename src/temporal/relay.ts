/**
 * The outbox relay: starts what a crash or an outage left unstarted, and sees to actions whose workflow was lost or
 * ended without an outcome. Any number of workers may run one; rows are taken, not shared.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Command } from '../domain/decide.ts';
import type { Log } from '../log.ts';
import type { Db } from '../store/db.ts';
import { hasDue } from '../store/inbox.ts';
import { forgetStart, isLeased, markStarted, markStartFailed, takeUnchecked, takeUnstarted } from '../store/outbox.ts';
import { recordClosing } from '../store/recordDecision.ts';
import { removeOldRows } from '../store/retention.ts';
import type { ActionRow } from '../store/schema.ts';
import { deriveOutcome } from '../store/settle.ts';
import { startDrain } from './crmWorkflows.ts';
import { startActionWorkflow } from './startAction.ts';

export interface RelayDeps {
  client: Client;
  db: Db;
  taskQueue: string;
  log: Log;
  /** How often it looks. */
  everyMs?: number;
  /** How long a workflow counts as alive after it was seen so. */
  checkAfterMs?: number;
}

const BATCH = 50;
const CALL_DEADLINE_MS = 5_000;
const TIDY_EVERY_MS = 60 * 60 * 1_000;

/** Runs until `signal` aborts; what it has begun it finishes. Trouble is logged, and met again at the next round. */
export async function runRelay(deps: RelayDeps, signal: AbortSignal): Promise<void> {
  const { db, log, everyMs = 2_000 } = deps;
  let tidiedAtMs = 0;
  while (!signal.aborted) {
    try {
      await startUnstarted(deps);
      await drain(deps);
      await sweep(deps);
      if (Date.now() - tidiedAtMs >= TIDY_EVERY_MS) {
        await removeOldRows(db);
        tidiedAtMs = Date.now();
      }
    } catch (error) {
      log.error({ err: error }, 'the relay met trouble');
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Starts the workflows of actions that have none, one batch. */
export async function startUnstarted({ client, db, taskQueue, log }: RelayDeps): Promise<void> {
  for (const row of await takeUnstarted(db, BATCH)) {
    try {
      await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => startActionWorkflow(client, taskQueue, row));
      await markStarted(db, row.id);
      log.info({ actionId: row.id, workflowId: row.workflow_id }, 'started a workflow that was left unstarted');
    } catch (error) {
      const message = error instanceof Error ? rootMessage(error) : String(error);
      await markStartFailed(db, row.id, message);
      log.warn({ actionId: row.id, message }, 'a workflow could not be started');
    }
  }
}

/** What CRMs have sent is drained by a workflow of its own; this only sees to it that it runs. */
async function drain({ client, db, taskQueue }: RelayDeps): Promise<void> {
  if (!(await hasDue(db))) return;
  await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => startDrain(client, taskQueue));
}

/** Looks after the workflows of unfinished actions, those seen longest ago first, one batch. */
export async function sweep(deps: RelayDeps): Promise<void> {
  const { client, db, checkAfterMs = 60_000, log } = deps;
  for (const row of await takeUnchecked(db, BATCH, checkAfterMs)) {
    try {
      const { status } = await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () =>
        client.workflow.getHandle(row.workflow_id).describe(),
      );
      if (status.name !== 'RUNNING') await closeAction(deps, row, status.name);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      log.warn({ actionId: row.id, workflowId: row.workflow_id }, 'Temporal has lost a workflow: it is started again');
      await forgetStart(db, row.id);
    }
  }
}

/** The workflow is over and has recorded no outcome: it was terminated, or something worse. */
async function closeAction({ db, log }: RelayDeps, row: ActionRow, workflowStatus: string): Promise<void> {
  const expired = Date.now() >= row.expires_at.getTime();
  const command: Command = {
    type: expired ? 'expire' : 'cancel',
    id: `workflow-${workflowStatus.toLowerCase()}`,
    by: null,
    channel: 'temporal',
    at: new Date().toISOString(),
    reason: `its workflow was ${workflowStatus.toLowerCase()} in Temporal`,
  };
  if (row.status === 'pending' && row.executing_at === null) {
    const outcome = await recordClosing(db, row.id, command);
    log.warn({ actionId: row.id, workflowStatus, outcome }, 'closed an action whose workflow was over');
    return;
  }
  // An attempt outlives the termination of its workflow: only after its lease is it known to be gone.
  if (await isLeased(db, row.id)) return;
  const outcome = await deriveOutcome(db, row.id, command);
  log.warn({ actionId: row.id, workflowStatus, outcome }, 'settled an execution whose workflow was over');
}

function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
