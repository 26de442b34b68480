import { type Client, isGrpcServiceError } from '@temporalio/client';
import proto from '@temporalio/proto';

const NOT_FOUND = 5;

/**
 * When a workflow began to wait, that is, had completed its first workflow task: epoch milliseconds by Temporal's clock. Undefined
 * where it has not yet.
 */
export async function waitsSinceMs(client: Client, workflowId: string): Promise<number | undefined> {
  const { history } = await client.workflowService
    .getWorkflowExecutionHistory({ namespace: 'default', execution: { workflowId }, maximumPageSize: 8 })
    .catch((error: unknown) => {
      if (isGrpcServiceError(error) && error.code === NOT_FOUND) return { history: undefined };
      throw error;
    });
  const { EVENT_TYPE_WORKFLOW_TASK_COMPLETED } = proto.temporal.api.enums.v1.EventType;
  const time = history?.events?.find(({ eventType }) => eventType === EVENT_TYPE_WORKFLOW_TASK_COMPLETED)?.eventTime;
  if (time == null) return undefined;
  return Number(time.seconds) * 1_000 + (time.nanos ?? 0) / 1e6;
}
