/** What Temporal's histories tell of the actions' workflows. */
import { type Client, isGrpcServiceError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { isJsonObject, type Json } from '../../../src/domain/json.ts';
import { isOutcome } from '../../../src/domain/lifecycle.ts';
import type { ActionRow } from '../../../src/store/database/schema.ts';
import { eventually } from '../../support/eventually.ts';
import { inParallel } from '../inParallel.ts';

export interface Told {
  /** Of its input; null where that cannot be read. */
  actionId: string | null;
  /** Of its result, `running`, or how else it closed. */
  outcome: string;
  /** Activities that answered that they executed the action. */
  executions: number;
  /** Why workers failed tasks of it, in words. */
  failedTasks: string[];
}

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
/** WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND (temporal/api/enums/v1/failed_cause.proto). */
const UNHANDLED_COMMAND = 1;
/** gRPC's (https://grpc.io/docs/guides/status-codes/), which the client hands on as it is where histories are read. */
const NOT_FOUND = 5;
const AT_ONCE = 16;
/** An execution that Postgres's faults have failed is tried again after five minutes at most, and finds then what was decided meanwhile. */
const CLOSED_WITHIN_MS = 6 * 60_000;

/** Of the actions' workflows and of all others of the task queue that Temporal lists, by their ids. */
export async function readHistories(
  client: Client,
  taskQueue: string,
  rows: readonly Pick<ActionRow, 'workflow_id' | 'status'>[],
): Promise<Map<string, Told>> {
  const ids = new Set(rows.map(({ workflow_id }) => workflow_id));
  const over = new Set(rows.filter(({ status }) => isOutcome(status)).map(({ workflow_id }) => workflow_id));
  const query = `WorkflowType = "ActionWorkflow" AND TaskQueue = "${taskQueue}"`;
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
  const told = new Map<string, Told>();
  await inParallel(ids, AT_ONCE, async (id) => {
    const one = await readHistory(client, id, over.has(id));
    if (one !== undefined) told.set(id, one);
  });
  return told;
}

/** A workflow that has been told the end of its action says so a moment later, or when what it is at comes back. */
function readHistory(client: Client, id: string, isOver: boolean): Promise<Told | undefined> {
  let last: Told | undefined;
  return eventually(
    async () => {
      const events = await eventsOf(client, id);
      last = events === undefined ? undefined : tellOf(events);
      if (isOver && last?.outcome === 'running') throw new Error(`${id} still runs`);
      return last;
    },
    { timeoutMs: CLOSED_WITHIN_MS, intervalMs: 500 },
  ).catch((error: unknown) => {
    if (last === undefined) throw error;
    return last;
  });
}

async function eventsOf(client: Client, workflowId: string): Promise<HistoryEvent[] | undefined> {
  try {
    return (await client.workflow.getHandle(workflowId).fetchHistory()).events ?? [];
  } catch (error) {
    // An action that ended before its workflow was started has none.
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return undefined;
    throw error;
  }
}

function tellOf(events: HistoryEvent[]): Told {
  const input = first(events[0]?.workflowExecutionStartedEventAttributes?.input);
  const executed = events.filter(
    (event) => outcomeOf(first(event.activityTaskCompletedEventAttributes?.result)) === 'executed',
  );
  const last = events.at(-1);
  const completed = outcomeOf(first(last?.workflowExecutionCompletedEventAttributes?.result));
  return {
    actionId: isJsonObject(input) && typeof input.actionId === 'string' ? input.actionId : null,
    outcome: completed ?? (isClosing(last) ? 'closed without an outcome' : 'running'),
    executions: executed.length,
    failedTasks: events.flatMap(whyFailed),
  };
}

/** That something came in while a task was being completed is in the nature of things, and no failure: it is done again. */
function whyFailed({ workflowTaskFailedEventAttributes: failed }: HistoryEvent): string[] {
  if (failed == null || failed.cause === UNHANDLED_COMMAND) return [];
  return [`cause ${failed.cause}: ${failed.failure?.message ?? 'no message'}`];
}

function isClosing(event: HistoryEvent | undefined): boolean {
  return (
    event?.workflowExecutionFailedEventAttributes != null ||
    event?.workflowExecutionTerminatedEventAttributes != null ||
    event?.workflowExecutionTimedOutEventAttributes != null ||
    event?.workflowExecutionCanceledEventAttributes != null
  );
}

function first(payloads: temporal.api.common.v1.IPayloads | null | undefined): Json | undefined {
  const payload = payloads?.payloads?.[0];
  return payload === undefined ? undefined : defaultPayloadConverter.fromPayload(payload);
}

function outcomeOf(value: Json | undefined): string | undefined {
  return isJsonObject(value) && typeof value.outcome === 'string' ? value.outcome : undefined;
}
