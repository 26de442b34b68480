/** Temporal's part of outgoing webhooks: starting what is to be delivered, and the worker that attempts it. */
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { WebhookActivities } from '../activities/webhookContract.ts';
import { webhookTaskQueue } from '../domain/webhooks.ts';
import type { Log } from '../log.ts';
import type { Db } from '../store/database/db.ts';
import { type DueDelivery, markStarted, takeDue } from '../store/webhooks/outbox.ts';
import type { DeliverWebhookWorkflow } from '../workflows/deliverWebhook.ts';
import { inParallel } from './inParallel.ts';
import { wordlessFailures } from './wordlessFailures.ts';

/** Attempts at once in one worker: twenty receivers that hang hold up the others (ENDPOINT_ATTEMPTS_AT_ONCE), and none the actions. */
const ATTEMPTS_AT_ONCE = 100;

/** What starting deliveries needs. */
export interface StartDeps {
  client: Client;
  db: Db;
  taskQueue: string;
  log: Log;
  /** By when Temporal must have answered. */
  callDeadlineMs: number;
}

/**
 * Starts the workflows of one batch of deliveries; answers how many there were, and of how many Temporal did not say that theirs is
 * there. These come again in a while.
 */
export async function startDeliveries(deps: StartDeps, limit: number): Promise<{ taken: number; unanswered: number }> {
  const due = await takeDue(deps.db, limit);
  if (due.length === 0) return { taken: 0, unanswered: 0 };
  const started: string[] = [];
  await inParallel(due, async (delivery) => {
    try {
      await startOne(deps, delivery);
      started.push(delivery.id);
    } catch (error) {
      deps.log.warn({ err: error, deliveryId: delivery.id }, 'the delivery of a webhook could not be started');
    }
  });
  await markStarted(deps.db, started);
  return { taken: due.length, unanswered: due.length - started.length };
}

/** One that runs is as good. One that has ended starts anew, and its row says whether there is anything left to do, and where. */
async function startOne({ client, taskQueue, callDeadlineMs }: StartDeps, { id, type }: DueDelivery): Promise<void> {
  try {
    await client.withDeadline(Date.now() + callDeadlineMs, () =>
      client.workflow.start<typeof DeliverWebhookWorkflow>('DeliverWebhookWorkflow', {
        workflowId: `webhook/${id}`,
        taskQueue,
        args: [id],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `Delivers ${type}`,
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** What the worker of attempts is made of. */
export interface WebhookWorkerOptions {
  connection: NativeConnection;
  namespace: string | undefined;
  /** That of the actions: see webhookTaskQueue. */
  taskQueue: string;
  log: Log;
  activities: WebhookActivities;
  shutdownGraceMs: number;
}

/** A worker that attempts deliveries and does nothing else, not yet running; their workflows are the other's. */
export function createWebhookWorker(options: WebhookWorkerOptions): Promise<Worker> {
  return Worker.create({
    connection: options.connection,
    namespace: options.namespace,
    taskQueue: webhookTaskQueue(options.taskQueue),
    activities: options.activities,
    maxConcurrentActivityTaskExecutions: ATTEMPTS_AT_ONCE,
    shutdownGraceTime: options.shutdownGraceMs,
    // Attempts are cut off at the end of their grace, and by then have ended.
    shutdownForceTime: options.shutdownGraceMs + 5_000,
    interceptors: { activity: [() => ({ inbound: wordlessFailures(options.log) })] },
  });
}
