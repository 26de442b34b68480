import { type Client, ScheduleAlreadyRunning, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import type { DrainInboxWorkflow, PollCrmWorkflow, ScanSilenceWorkflow } from '../workflows/crmWorkflows.ts';

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

type Started = Extract<ScheduleOptions['action'], { type: 'startWorkflow' }>;
type Scheduled = Pick<Started, 'taskQueue'> & { workflowType: string; every: '1 hour' | '5 minutes'; args: string[] };

/** An existing schedule, paused or changed by hand, stays. */
async function ensureSchedule(client: Client, scheduleId: string, scheduled: Scheduled): Promise<void> {
  const { every, workflowType, args, taskQueue } = scheduled;
  try {
    await client.schedule.create({
      scheduleId,
      spec: { intervals: [{ every }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      action: { type: 'startWorkflow', workflowType, workflowId: scheduleId, args, taskQueue },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
