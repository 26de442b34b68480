/** The worker that attempts to deliver webhooks, beside a pipeline's own. */
import { NativeConnection } from '@temporalio/worker';
import { createWebhookActivities, type WebhookDeps } from '../../src/activities/deliverWebhook.ts';
import { createWebhookWorker } from '../../src/temporal/webhooks.ts';
import { log, type Pipeline } from './pipeline.ts';
import { temporalServer } from './servers.ts';

/** Runs until it is stopped. It sends to this machine unless told otherwise. */
export async function startWebhookWorker(
  { db, taskQueue }: Pipeline,
  overrides: Partial<WebhookDeps> & Pick<WebhookDeps, 'secretKey'>,
): Promise<{ stop(): Promise<void> }> {
  const connection = await NativeConnection.connect({ address: (await temporalServer()).address });
  const deps = { db, publicUrl: 'http://signoff.test/', networks: ['127.0.0.0/8'], ...overrides };
  const activities = createWebhookActivities(deps);
  const options = { connection, namespace: 'default', taskQueue, log, activities, shutdownGraceMs: 1_000 };
  const worker = await createWebhookWorker(options);
  const running = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}
