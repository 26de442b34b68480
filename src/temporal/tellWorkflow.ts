/** Tells an action's workflow what its row says: by starting it, or by the signal of the last decision. */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { TypedSearchAttributes } from '@temporalio/common';
import { nextWake } from '../domain/decide.ts';
import { isOutcome } from '../domain/lifecycle.ts';
import type { ActionRow } from '../store/schema.ts';
import { stateOf } from '../store/standing.ts';
import type { ActionInput, ActionWorkflow } from '../workflows/actionWorkflow.ts';
import { lookSignal, type Recorded } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/searchAttributes.ts';

/** A workflow of the row's ID runs or ran, and is another action's: Postgres was restored from a backup. */
export class ForeignWorkflowError extends Error {
  override readonly name = 'ForeignWorkflowError';

  constructor(workflowId: string) {
    super(`the workflow ${workflowId} belongs to another action`);
  }
}

/**
 * `told`: it knows; `over`: it has ended, and so has the action; `lost`: it has ended or is gone, and the action has not.
 */
export type Telling = 'told' | 'over' | 'lost';

/**
 * Idempotent: what is told twice is looked at twice.
 *
 * @throws ForeignWorkflowError
 */
export async function tellWorkflow(client: Client, taskQueue: string, row: ActionRow): Promise<Telling> {
  if (row.workflow_started_at === null) {
    // Also for an action that has ended by now: its start may be under way elsewhere, and would wait for seven days.
    if (await startActionWorkflow(client, taskQueue, row)) return 'told';
    await checkOwner(client, row);
    if (row.tell?.signal === undefined) return 'told';
  }
  try {
    const { signal, commandId = 'look' } = row.tell ?? {};
    const recorded: Recorded = { commandId, next: row.status === 'approved' ? 'execute' : 'look' };
    await client.workflow.getHandle(row.workflow_id).signal(signal ?? lookSignal, recorded);
    return 'told';
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return isOutcome(row.status) ? 'over' : 'lost';
  }
}

/** Whether it was started by this: false where a workflow of that ID, open or closed, is there already. */
export async function startActionWorkflow(client: Client, taskQueue: string, row: ActionRow): Promise<boolean> {
  try {
    await client.workflow.start<typeof ActionWorkflow>('ActionWorkflow', {
      workflowId: row.workflow_id,
      taskQueue,
      args: [inputOf(row)],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      // Whose it is, for whoever finds it: ids come again in a database restored from a backup.
      memo: { actionId: row.id },
      staticSummary: cutToJsonBytes(row.context_summary, MAX_SUMMARY_BYTES),
      typedSearchAttributes: new TypedSearchAttributes(attributesOf(row)),
    });
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return false;
  }
}

/** @throws ForeignWorkflowError */
async function checkOwner(client: Client, { id, workflow_id }: ActionRow): Promise<void> {
  const { memo } = await client.workflow.getHandle(workflow_id).describe();
  if (memo?.actionId !== undefined && memo.actionId !== id) throw new ForeignWorkflowError(workflow_id);
}

function inputOf(row: ActionRow): ActionInput {
  const nowMs = Date.now();
  // One that has ended before its workflow was started looks at once, and says how.
  const wake = nextWake(stateOf(row), nowMs) ?? { what: 'expire', atMs: nowMs };
  return { actionId: row.id, actionType: row.action_type, wake };
}

function attributesOf(row: ActionRow): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: searchAttributes.status, value: row.status },
    { key: searchAttributes.actionType, value: row.action_type },
    { key: searchAttributes.trigger, value: row.trigger_type },
    { key: searchAttributes.user, value: row.user_id },
  ];
  if (row.company_id !== null) pairs.push({ key: searchAttributes.company, value: row.company_id });
  if (row.deal_id !== null) pairs.push({ key: searchAttributes.deal, value: row.deal_id });
  return pairs;
}

/** The server's default limit for a summary is 400 bytes of payload; the SDK recommends to stay within 200. */
const MAX_SUMMARY_BYTES = 200;

/** The longest beginning, cut between code points, whose JSON fits: that is how a summary travels. */
export function cutToJsonBytes(text: string, maxBytes: number): string {
  const fits = (candidate: string) => Buffer.byteLength(JSON.stringify(candidate)) <= maxBytes;
  if (fits(text)) return text;
  const points = [...text];
  while (points.length > 0 && !fits(`${points.join('')}…`)) points.pop();
  return `${points.join('')}…`;
}
