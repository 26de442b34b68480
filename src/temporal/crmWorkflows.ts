import { type Client, ScheduleOverlapPolicy } from '@temporalio/client';
import type { DrainInboxWorkflow, PollCrmWorkflow, ScanSilenceWorkflow } from '../workflows/crmWorkflows.ts';
import { ensureSchedule } from './schedules.ts';

/** Makes sure that the inbox is being drained. Where it is already, nothing happens. */
export async function startDrain(client: Client, taskQueue: string): Promise<void> {
  await client.workflow.start<typeof DrainInboxWorkflow>('DrainInboxWorkflow', {
    workflowId: 'crm-inbox',
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'Applies what CRMs have sent',
  });
}

/** Makes sure that silent deals are looked for every hour. */
export async function scheduleScan(client: Client, taskQueue: string): Promise<void> {
  const workflowType: (typeof ScanSilenceWorkflow)['name'] = 'ScanSilenceWorkflow';
  await ensureSchedule(client, 'crm-scan-silence', { every: '1 hour', workflowType, args: [], taskQueue });
}

/**
 * Makes sure that each of these CRMs is polled every five minutes, and once now; never twice at once, however many workers
 * start.
 */
export async function schedulePolls(client: Client, taskQueue: string, crms: Iterable<string>): Promise<void> {
  const workflowType: (typeof PollCrmWorkflow)['name'] = 'PollCrmWorkflow';
  for (const crm of crms) {
    const scheduleId = `crm-poll-${crm}`;
    await ensureSchedule(client, scheduleId, { every: '5 minutes', workflowType, args: [crm], taskQueue });
    const handle = client.schedule.getHandle(scheduleId);
    const { state } = await handle.describe();
    if (!state.paused) await handle.trigger(ScheduleOverlapPolicy.SKIP);
  }
}
