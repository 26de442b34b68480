import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import type { DrainInboxWorkflow, ScanSilenceWorkflow } from '../workflows/crmWorkflows.ts';

/** Makes sure that the inbox is being drained. Where it is already, nothing happens. */
export async function startDrain(client: Client, taskQueue: string): Promise<void> {
  await client.workflow.start<typeof DrainInboxWorkflow>('DrainInboxWorkflow', {
    workflowId: 'crm-inbox',
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'Applies what CRMs have sent',
  });
}

const SCAN_SCHEDULE = 'crm-scan-silence';

/** Makes sure that silent deals are looked for every hour. An existing schedule, paused or changed by hand, stays. */
export async function scheduleScan(client: Client, taskQueue: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: SCAN_SCHEDULE,
      spec: { intervals: [{ every: '1 hour' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      action: {
        type: 'startWorkflow',
        workflowType: 'ScanSilenceWorkflow' satisfies (typeof ScanSilenceWorkflow)['name'],
        workflowId: SCAN_SCHEDULE,
        taskQueue,
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
