import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel, Refusal } from '../domain/decide.ts';
import { isJsonObject, type JsonObject } from '../domain/json.ts';
import type { Log } from '../log.ts';
import { approveUpdate, cancelUpdate, editUpdate } from '../workflows/messages.ts';

export interface DecisionRequest {
  actionId: string;
  workflowId: string;
  type: 'approve' | 'edit' | 'cancel';
  /** Becomes the decision's id: repeated, the first answer is given again. */
  updateId: string;
  by: string;
  channel: Channel;
  version?: number | undefined;
  params?: JsonObject | undefined;
  reason?: string | undefined;
  deadlineMs: number;
}

export type DecisionReply =
  | { kind: 'accepted' }
  | { kind: 'refused'; refusal: Refusal }
  /** There is no such open workflow: Postgres knows what became of the action. */
  | { kind: 'closed' }
  /** Nobody answered in time. The decision may still take effect, and repeating it with the same id is safe. */
  | { kind: 'unconfirmed' };

export interface Decider {
  decide(request: DecisionRequest): Promise<DecisionReply>;
}

const UPDATES = { approve: approveUpdate, edit: editUpdate, cancel: cancelUpdate } as const;

/** Sends decisions to the actions' workflows, as updates that answer or refuse. */
export function createDecider({ client, log }: { client: Client; log: Log }): Decider {
  return {
    async decide(request) {
      const { workflowId, type, updateId, by, channel, version, params, reason, deadlineMs } = request;
      const handle = client.workflow.getHandle(workflowId);
      const send = () =>
        handle.executeUpdate(UPDATES[type], { updateId, args: [{ by, channel, version, params, reason }] });
      try {
        await client.withDeadline(Date.now() + deadlineMs, send);
        return { kind: 'accepted' };
      } catch (error) {
        return replyTo(error, request, log);
      }
    },
  };
}

function replyTo(error: unknown, { actionId, type }: DecisionRequest, log: Log): DecisionReply {
  if (error instanceof WorkflowNotFoundError) return { kind: 'closed' };
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    const refusal = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined;
    if (isRefusal(refusal)) return { kind: 'refused', refusal };
    // Accepted, and then the workflow closed before it could answer: Postgres knows.
    return { kind: 'closed' };
  }
  if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) {
    log.warn({ actionId, type, err: error }, 'a decision got no answer');
  }
  return { kind: 'unconfirmed' };
}

function isRefusal(value: unknown): value is Refusal {
  return isJsonObject(value) && typeof value.type === 'string' && typeof value.message === 'string';
}
