import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { missingSearchAttributes } from '../temporal/registerSearchAttributes.ts';
import type { TemporalHealth } from './deps.ts';

const DEADLINE_MS = 2_000;
/** A waiting worker asks again after at most a minute; the server remembers it for longer. */
const POLLED_WITHIN_MS = 75_000;

/** Whether Temporal answers, a worker takes its work and the namespace is set up. */
export async function checkTemporal(client: Client, taskQueue: string): Promise<TemporalHealth> {
  const { namespace } = client.options;
  const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType;
  try {
    return await client.withDeadline(Date.now() + DEADLINE_MS, async () => {
      const queue = await client.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
      });
      // Who may not ask cannot know: that alone is no reason not to be ready.
      const missing = await missingSearchAttributes(client).catch(() => []);
      const sinceMs = Date.now() - POLLED_WITHIN_MS;
      const pollers = queue.pollers.filter(
        ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > sinceMs,
      );
      return { reachable: true, pollers: pollers.length, missingSearchAttributes: missing };
    });
  } catch {
    return { reachable: false, pollers: 0 };
  }
}
