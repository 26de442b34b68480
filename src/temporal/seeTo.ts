/** Looks at single workflows of which something is not as it should be, and mends it: the row decides. */
import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { isOutcome } from '../domain/lifecycle.ts';
import { forgetStart } from '../store/actions/outbox.ts';
import { findActionRow } from '../store/actions/reconciliation.ts';
import { renumber } from '../store/actions/renumber.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { stateOf } from '../store/decisions/standing.ts';
import { isLeased, wasAttempted } from '../store/execution/deliveries.ts';
import { type CloseDeps, closeAction } from './closeAction.ts';
import { OUR_REASON } from './ending.ts';
import { isWorkflowOf, tellWorkflow } from './tellWorkflow.ts';

export interface SeeToDeps extends CloseDeps {
  taskQueue: string;
  /** Where people see actions: workflows link there. */
  publicUrl?: string;
  /** For how long a workflow's task may fail before it gets a new workflow. */
  wedgedMs?: number;
}

const CALL_DEADLINE_MS = 10_000;
/** Longer than a deployment that breaks something and is taken back: what fails then goes on by itself. */
const WEDGED_MS = 5 * 60_000;
/** The first failures may be a worker's that has just died. */
const WEDGED_ATTEMPTS = 3;

/** Looks at the workflow of one action. */
export async function seeTo(deps: SeeToDeps, row: ActionRow): Promise<void> {
  const { client, db, taskQueue, publicUrl, log } = deps;
  try {
    const found = await inTime(client, () => client.workflow.getHandle(row.workflow_id).describe());
    const isWedged = failsItsTasks(found, deps.wedgedMs ?? WEDGED_MS);
    if (isOutcome(row.status)) {
      if (isWedged) await endWorkflow(client, row.workflow_id, `its action is ${row.status}`);
      else if (found.status.name === 'RUNNING') await tellWorkflow(client, taskQueue, row, publicUrl);
    } else if (!isWorkflowOf(row.id, found.memo)) await giveWay(deps, row);
    else if (found.status.name !== 'RUNNING') await closeAction(deps, row);
    else if (isWedged) await replace(deps, row);
    // It may have missed its moment; what is being executed already is left to itself, as are its retries.
    else if (stateOf(row).standing.kind !== 'executing' || !(await wasAttempted(db, row.id)))
      await tellWorkflow(client, taskQueue, row, publicUrl);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    log.warn({ actionId: row.id, workflowId: row.workflow_id }, 'Temporal has lost a workflow: it is started again');
    await forgetStart(db, row.id);
  }
}

/**
 * Workflows whose tasks fail, as Temporal itself reports them: those that have gone on failing get a new workflow.
 */
export async function mendWedged(deps: SeeToDeps): Promise<void> {
  const { client, db, taskQueue } = deps;
  const query = `WorkflowType = "ActionWorkflow" AND TaskQueue = "${taskQueue}" AND ExecutionStatus = "Running"
    AND TemporalReportedProblems IN ("category=WorkflowTaskFailed", "category=WorkflowTaskTimedOut")`;
  for await (const { memo } of client.workflow.list({ query })) {
    const row = typeof memo?.actionId === 'string' ? await findActionRow(db, memo.actionId) : undefined;
    if (row !== undefined) await seeTo(deps, row);
  }
}

/** The row's workflow ID is another action's: that one's workflow is ended where it has no row, and this one gets another. */
export async function giveWay({ client, db, log }: SeeToDeps, row: ActionRow): Promise<void> {
  const { memo, status } = await inTime(client, () => client.workflow.getHandle(row.workflow_id).describe());
  if (isWorkflowOf(row.id, memo)) return;
  const otherId = String(memo?.actionId);
  if (status.name === 'RUNNING' && (await findActionRow(db, otherId)) === undefined) {
    await endWorkflow(client, row.workflow_id, 'this database does not have its action');
  }
  const why = `the workflow of its number is of the action ${otherId}, which a restored database has forgotten`;
  await renumber(db, row, { why, asksAgain: true });
  log.warn({ actionId: row.id, workflowId: row.workflow_id, otherId }, 'a workflow of that number is another action’s');
}

/** @param why what the history says; no retry of ours is confused by it, as an ended workflow stays ended */
export async function endWorkflow(client: Client, workflowId: string, why: string): Promise<void> {
  await inTime(client, () => client.workflow.getHandle(workflowId).terminate(OUR_REASON + why));
}

/** Its code fails on what its history holds: it is ended, and the action goes on from its row in a new one. */
async function replace({ client, db, log }: SeeToDeps, row: ActionRow): Promise<void> {
  if (await isLeased(db, row.id)) return;
  await endWorkflow(client, row.workflow_id, 'its tasks fail, the action goes on in another workflow');
  await renumber(db, row, { why: 'its workflow could not go on', asksAgain: false });
  log.error({ actionId: row.id, workflowId: row.workflow_id }, 'a workflow that failed its tasks was replaced');
}

function failsItsTasks({ raw }: WorkflowExecutionDescription, wedgedMs: number): boolean {
  const { attempt, originalScheduledTime } = raw.pendingWorkflowTask ?? {};
  const sinceMs = Number(originalScheduledTime?.seconds ?? 0) * 1_000;
  return (attempt ?? 0) >= WEDGED_ATTEMPTS && Date.now() - sinceMs >= wedgedMs;
}

function inTime<T>(client: Client, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + CALL_DEADLINE_MS, call);
}
