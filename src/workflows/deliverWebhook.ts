/** Delivers one outgoing webhook: attempts it, and sleeps until the next attempt, over three and a half days at most. */
import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { WebhookActivities } from '../activities/webhookContract.ts';
import { webhookTaskQueue } from '../domain/webhooks.ts';

/**
 * When the next attempt is the row says. Completes when there is none: delivered, given up, or no longer wanted. The sleeps are
 * timers of the workflow and not retries of the activity, so that one sees in its history what is waited for.
 */
export async function DeliverWebhookWorkflow(deliveryId: string): Promise<void> {
  const { deliverWebhook } = proxyActivities<WebhookActivities>({
    taskQueue: webhookTaskQueue(workflowInfo().taskQueue),
    // Above the time that a receiver is given and what the database may take. What fails is ours: the receiver's doings are results.
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
    summary: 'send it',
  });
  for (;;) {
    const { againAfterMs } = await deliverWebhook({ deliveryId });
    if (againAfterMs === undefined) return;
    await sleep(againAfterMs, { summary: 'until the next attempt' });
  }
}
