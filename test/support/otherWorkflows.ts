/** Workflow code that is not today's: an ActionWorkflow begun by it is one that today's code cannot replay. */
import { proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import { lookSignal } from '../../src/workflows/messages.ts';

const { nothing } = proxyActivities<{ nothing(): Promise<void> }>({
  startToCloseTimeout: '1 minute',
  taskQueue: 'where nobody works',
});

export async function ActionWorkflow(): Promise<void> {
  setHandler(lookSignal, () => undefined);
  // Nobody carries it out: that it was asked for is what today's code does not expect.
  await Promise.race([nothing(), sleep('30 days')]);
}
