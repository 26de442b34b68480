import type { Client } from '@temporalio/client';
import type { CheckInput } from '../domain/check.ts';
import type { Log } from '../log.ts';
import type { CheckConnectionWorkflow } from '../workflows/checkConnection.ts';

/** Below what proxies usually wait for an answer. */
const WAIT_MS = 50_000;

/**
 * Has a worker test a connection, and waits for it; answers whether what was found is in the database. It is not where nobody has finished
 * in time, or Temporal is away. Who asks again meanwhile waits for the same test.
 */
export function createConnectionCheck(
  client: Client,
  taskQueue: string,
  log: Log,
  waitMs = WAIT_MS,
): (input: CheckInput) => Promise<boolean> {
  return async (input) => {
    try {
      await client.withDeadline(Date.now() + waitMs, () =>
        client.workflow.execute<typeof CheckConnectionWorkflow>('CheckConnectionWorkflow', {
          workflowId: `check-connection/${input.workspaceId}/${input.name}`,
          taskQueue,
          args: [input],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowExecutionTimeout: '4 minutes',
          staticSummary: `Tests the connection ${input.name}`,
        }),
      );
      return true;
    } catch (error) {
      log.warn({ err: error, connection: input.name }, 'a connection could not be tested');
      return false;
    }
  };
}
