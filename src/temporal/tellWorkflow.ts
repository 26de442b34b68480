/** Tells an action's workflow what its row says: by starting it, or by the signal of the last decision. */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { TypedSearchAttributes } from '@temporalio/common';
import { isDue, nextWake } from '../domain/decide.ts';
import { isOutcome } from '../domain/lifecycle.ts';
import { actionUrl } from '../domain/links.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { stateOf } from '../store/decisions/standing.ts';
import type { ActionInput, ActionWorkflow } from '../workflows/actionWorkflow.ts';
import { lookSignal, type Recorded } from '../workflows/messages.ts';
import { searchAttributes } from '../workflows/searchAttributes.ts';

/**
 * `told`: it knows; `over`: it has ended, and so has the action; `lost`: it has ended or is gone, and the action has not;
 * `ended`: it has surely ended, and the action has not; `foreign`: a workflow of the row's ID runs or ran, and is another
 * action's, as Postgres was restored from a backup.
 */
export type Telling = 'told' | 'over' | 'lost' | 'ended' | 'foreign';

/** Idempotent: what is told twice is looked at twice. */
export async function tellWorkflow(
  client: Client,
  taskQueue: string,
  row: ActionRow,
  publicUrl?: string,
): Promise<Telling> {
  // One that has ended is not started; it may have been meanwhile, by whoever told of its creation.
  if (row.workflow_started_at === null && !isOutcome(row.status)) {
    if (await startActionWorkflow(client, taskQueue, row, publicUrl)) return 'told';
    const found = await client.workflow.getHandle(row.workflow_id).describe();
    if (!isWorkflowOf(row.id, found.memo)) return 'foreign';
    if (found.status.name !== 'RUNNING') return 'ended';
    if (row.tell?.signal === undefined) return 'told';
  }
  try {
    const { signal, commandId = 'look' } = row.tell ?? {};
    // What may leave at once is executed without another look at it.
    const isDueNow = row.status === 'approved' || isDue(stateOf(row), Date.now()) === 'window_passed';
    const recorded: Recorded = { commandId, next: isDueNow ? 'execute' : 'look' };
    await client.workflow.getHandle(row.workflow_id).signal(signal ?? lookSignal.name, recorded);
    return 'told';
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return isOutcome(row.status) ? 'over' : 'lost';
  }
}

/**
 * Whether it was started by this: false where a workflow of that ID, open or closed, is there already. What it is given is
 * kept in Temporal's store: ids, types and times, never what is said of anybody.
 *
 * @param publicUrl where people see actions: the workflow's page links there
 */
export async function startActionWorkflow(
  client: Client,
  taskQueue: string,
  row: ActionRow,
  publicUrl?: string,
): Promise<boolean> {
  try {
    await client.workflow.start<typeof ActionWorkflow>('ActionWorkflow', {
      workflowId: row.workflow_id,
      taskQueue,
      args: [inputOf(row)],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      // Whose it is, for whoever finds it: ids come again in a database restored from a backup.
      memo: { actionId: row.id },
      staticSummary: `${row.action_type} on ${row.trigger_type}`,
      staticDetails: detailsOf(row, publicUrl),
      typedSearchAttributes: new TypedSearchAttributes(attributesOf(row)),
    });
    return true;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return false;
  }
}

/** Whether a workflow is an action's own: started by hand, it says nothing of whose it is. */
export function isWorkflowOf(actionId: string, memo: Readonly<Record<string, unknown>> | undefined): boolean {
  return memo?.actionId === undefined || memo.actionId === actionId;
}

function inputOf(row: ActionRow): ActionInput {
  const nowMs = Date.now();
  // One that has ended before its workflow was started looks at once, and says how.
  const wake = nextWake(stateOf(row), nowMs) ?? { what: 'expire', atMs: nowMs };
  return { actionId: row.id, actionType: row.action_type, wake };
}

/** For the workflow's page in Temporal's Web UI, in Markdown: what it is about is seen where one may see it. */
function detailsOf({ id, user_id }: ActionRow, publicUrl: string | undefined): string {
  const action = publicUrl === undefined ? `action \`${id}\`` : `[the action in Signoff](${actionUrl(publicUrl, id)})`;
  return `${action}, of \`${user_id}\``;
}

function attributesOf(row: ActionRow): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [
    { key: searchAttributes.actionType, value: row.action_type },
    { key: searchAttributes.trigger, value: row.trigger_type },
    { key: searchAttributes.user, value: row.user_id },
  ];
  if (row.company_id !== null) pairs.push({ key: searchAttributes.company, value: row.company_id });
  if (row.deal_id !== null) pairs.push({ key: searchAttributes.deal, value: row.deal_id });
  return pairs;
}
