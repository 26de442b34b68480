/** How a workflow that is over came to its end, from its history: what Temporal knows and Postgres may have forgotten. */
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { ActionActivities } from '../activities/contract.ts';
import { isJsonObject } from '../domain/json.ts';
import { isOutcome, type Outcome, STATUSES } from '../domain/lifecycle.ts';

type Payload = proto.temporal.api.common.v1.IPayload;

/** The reason of a termination that Signoff itself made begins so: the action gets another workflow, it is not cancelled. */
export const OUR_REASON = 'Signoff: ';

export type Ending =
  | { kind: 'outcome'; outcome: Outcome }
  /** Ended by ourselves. */
  | { kind: 'replaced' }
  /** Terminated, or something worse; `begun`: an execution had been asked for, and may have delivered. */
  | { kind: 'broken'; status: string; begun: boolean };

/** All other activities execute. */
const IN_POSTGRES: ReadonlySet<string> = new Set<keyof ActionActivities>(['look', 'decideHere', 'recordOutcome']);

/** @throws where Temporal does not answer, or no longer has the workflow */
export async function readEnding(client: Client, workflowId: string): Promise<Ending> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const last = events?.at(-1);
  const result = readValue(last?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0]);
  const outcome = isJsonObject(result) ? STATUSES.find((status) => status === result.outcome) : undefined;
  if (outcome !== undefined && isOutcome(outcome)) return { kind: 'outcome', outcome };
  const reason = last?.workflowExecutionTerminatedEventAttributes?.reason;
  if (reason?.startsWith(OUR_REASON)) return { kind: 'replaced' };
  return { kind: 'broken', status: statusOf(last?.eventType), begun: hasBegun(events ?? []) };
}

/** An execution that came back with when to look again has not begun; one that did not come back may have. */
function hasBegun(events: readonly proto.temporal.api.history.v1.IHistoryEvent[]): boolean {
  const open = new Set<string>();
  for (const {
    eventId,
    activityTaskScheduledEventAttributes: asked,
    activityTaskCompletedEventAttributes: done,
  } of events) {
    if (asked && !IN_POSTGRES.has(asked.activityType?.name ?? '')) open.add(String(eventId));
    const step = readValue(done?.result?.payloads?.[0]);
    if (isJsonObject(step) && 'wake' in step) open.delete(String(done?.scheduledEventId));
  }
  return open.size > 0;
}

function statusOf(type: proto.temporal.api.enums.v1.EventType | null | undefined): string {
  const name = type === null || type === undefined ? 'ended' : proto.temporal.api.enums.v1.EventType[type];
  return name.replace('EVENT_TYPE_WORKFLOW_EXECUTION_', '').replaceAll('_', ' ').toLowerCase();
}

/** Undefined where it is nothing that we have written. */
export function readValue(payload: Payload | null | undefined): unknown {
  try {
    return payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
  } catch {
    return undefined;
  }
}
