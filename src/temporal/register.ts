import type { Client } from '@temporalio/client';
import { schedulePolls, scheduleScan } from './crmWorkflows.ts';
import { registerSearchAttributes } from './registerSearchAttributes.ts';

/** Makes sure that Temporal has all that we register there: search attributes and schedules, `crms` to be polled. */
export async function register(client: Client, taskQueue: string, crms: Iterable<string>): Promise<void> {
  await registerSearchAttributes(client);
  await scheduleScan(client, taskQueue);
  await schedulePolls(client, taskQueue, crms);
}
