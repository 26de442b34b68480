import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { TypedSearchAttributes } from '@temporalio/common';
import type { Command } from '../domain/decide.ts';
import type { Log } from '../log.ts';
import type { Db } from '../store/db.ts';
import { markStarted, readAction } from '../store/outbox.ts';
import type { ActionRow } from '../store/schema.ts';
import type { ActionInput, ActionWorkflow } from '../workflows/actionWorkflow.ts';
import { searchAttributes } from '../workflows/searchAttributes.ts';

export interface ActionStarter {
  /** Starts an action's workflow now if Temporal answers quickly; otherwise the relay does. Never throws. */
  start(actionId: string): Promise<'started' | 'deferred'>;
}

/** Long enough for a healthy server, short enough for someone who waits for an answer. */
const INLINE_DEADLINE_MS = 500;
/** After a failed start, how long inline starts are not even tried: every request would wait for its deadline. */
const BREAKER_MS = 5_000;

export function createActionStarter(deps: { client: Client; db: Db; taskQueue: string; log: Log }): ActionStarter {
  const { client, db, taskQueue, log } = deps;
  let closedUntilMs = 0;
  return {
    async start(actionId) {
      if (Date.now() < closedUntilMs) return 'deferred';
      try {
        const row = await readAction(db, actionId);
        if (row === undefined) return 'deferred';
        await client.withDeadline(Date.now() + INLINE_DEADLINE_MS, () => startActionWorkflow(client, taskQueue, row));
        await markStarted(db, actionId);
        return 'started';
      } catch (error) {
        closedUntilMs = Date.now() + BREAKER_MS;
        log.warn({ actionId, err: error }, 'the workflow was not started inline, the relay will');
        return 'deferred';
      }
    },
  };
}

/**
 * Starts the workflow that the row names. Idempotent: a workflow of that ID, open or closed, is success, as no two
 * actions share an ID.
 */
export async function startActionWorkflow(client: Client, taskQueue: string, row: ActionRow): Promise<void> {
  try {
    await client.workflow.start<typeof ActionWorkflow>('ActionWorkflow', {
      workflowId: row.workflow_id,
      taskQueue,
      args: [inputOf(row)],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: cutToJsonBytes(row.context_summary, MAX_SUMMARY_BYTES),
      typedSearchAttributes: new TypedSearchAttributes(attributesOf(row)),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

function inputOf(row: ActionRow): ActionInput {
  return {
    actionId: row.id,
    actionType: row.action_type,
    version: row.version,
    autoExecuteAtMs: row.auto_execute_at?.getTime() ?? null,
    expiresAtMs: row.expires_at.getTime(),
    createdAtMs: row.created_at.getTime(),
    ...scheduledOn(row),
    ...(row.status === 'approved' || row.executing_at !== null ? { decided: decisionOn(row) } : {}),
  };
}

/** The decision that a row stands under already: a retry's approval, or one whose workflow was lost in its midst. */
function decisionOn(row: ActionRow): Command {
  return {
    type: row.decision === 'auto_execute' ? 'auto_execute' : 'approve',
    id: `resume-${row.id}`,
    by: row.decided_by,
    channel: row.decision_channel ?? 'system',
    at: (row.decided_at ?? row.created_at).toISOString(),
  };
}

/** An approval that waited for its undo window to pass when the workflow was lost. */
function scheduledOn({ scheduled_approval: approval, version }: ActionRow): Pick<ActionInput, 'scheduled'> {
  if (approval === null) return {};
  const { executesAt, ...command } = approval;
  return { scheduled: { command: { ...command, type: 'approve', version }, executesAtMs: Date.parse(executesAt) } };
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
