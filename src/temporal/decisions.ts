import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { DecisionType, Refusal } from '../domain/decide.ts';
import { isJsonObject } from '../domain/json.ts';
import type { Log } from '../log.ts';
import { type DecisionMessage, updates } from '../workflows/messages.ts';

export interface DecisionRequest {
  actionId: string;
  workflowId: string;
  type: DecisionType;
  /** Becomes the decision's id: repeated, the first answer is given again. */
  updateId: string;
  message: DecisionMessage;
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

/** Sends decisions to the actions' workflows, as updates that answer or refuse. */
export function createDecider({ client, log }: { client: Client; log: Log }): Decider {
  return {
    async decide(request) {
      const { workflowId, type, updateId, message, deadlineMs } = request;
      const handle = client.workflow.getHandle(workflowId);
      const send = () => handle.executeUpdate(updates[type], { updateId, args: [message] });
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
