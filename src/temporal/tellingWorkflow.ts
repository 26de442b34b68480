import type { Client } from '@temporalio/client';
import type { TellPeopleWorkflow } from '../workflows/tellingWorkflow.ts';

/** Makes sure that people are being told. Where they are already, nothing happens. */
export async function startTelling(client: Client, taskQueue: string): Promise<void> {
  await client.workflow.start<typeof TellPeopleWorkflow>('TellPeopleWorkflow', {
    // Two installations may share a namespace, each with its own queue.
    workflowId: `people-telling/${taskQueue}`,
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'Tells people of actions',
  });
}
