import type { Client } from '@temporalio/client';
import type { SendDigestsWorkflow, TellPeopleWorkflow } from '../workflows/tellingWorkflow.ts';
import { ensureSchedule } from './schedules.ts';

/** Two installations may share a namespace, each with its own queue. */
export function tellingWorkflowId(taskQueue: string): string {
  return `people-telling/${taskQueue}`;
}

/** Makes sure that people are being told. Where they are already, nothing happens. */
export async function startTelling(client: Client, taskQueue: string): Promise<void> {
  await client.workflow.start<typeof TellPeopleWorkflow>('TellPeopleWorkflow', {
    workflowId: tellingWorkflowId(taskQueue),
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'Tells people of actions',
  });
}

/** Makes sure that a workspace's digests are looked after every quarter of an hour: mornings begin at any. */
export async function scheduleDigests(client: Client, taskQueue: string, workspaceId: string): Promise<void> {
  const workflowType: (typeof SendDigestsWorkflow)['name'] = 'SendDigestsWorkflow';
  const scheduled = { every: '15 minutes', workflowType, args: [workspaceId], taskQueue } as const;
  await ensureSchedule(client, `digests/${taskQueue}/${workspaceId}`, { ...scheduled, args: [workspaceId] });
}
