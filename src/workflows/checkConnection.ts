/** Has a worker, which alone uses the credentials, test a connection for an administrator who waits for it. */
import { proxyActivities } from '@temporalio/workflow';
import type { CheckActivities } from '../activities/checkContract.ts';
import type { CheckInput } from '../domain/check.ts';

// Somebody waits for it, and asks again himself: nothing is repeated, and nothing is done later, unasked.
const { checkConnection } = proxyActivities<CheckActivities>({
  scheduleToCloseTimeout: '3 minutes',
  retry: { maximumAttempts: 1 },
});

/** Completes when what was found is in the database: it holds servers' own words, which are not for a history. */
export async function CheckConnectionWorkflow(input: CheckInput): Promise<void> {
  await checkConnection(input);
}
