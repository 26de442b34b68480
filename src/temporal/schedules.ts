import { type Client, ScheduleAlreadyRunning, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';

type Started = Extract<ScheduleOptions['action'], { type: 'startWorkflow' }>;
type Scheduled = Pick<Started, 'taskQueue'> & {
  workflowType: string;
  every: '1 hour' | '15 minutes' | '5 minutes';
  args: string[];
};

/** Makes sure of a schedule. An existing one, paused or changed by hand, stays. */
export async function ensureSchedule(client: Client, scheduleId: string, scheduled: Scheduled): Promise<void> {
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
