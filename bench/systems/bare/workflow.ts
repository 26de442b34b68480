/** The floor: what a workflow of this shape cannot do with less. */
import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';

export interface BareInput {
  id: string;
  /** Until when it waits for a decision, epoch milliseconds. */
  untilMs: number;
  /** Whether it is executed when nobody decided. */
  byItself: boolean;
}

export interface BareActivities {
  execute(id: string): Promise<void>;
}

export const approveUpdate = defineUpdate('approve');

const { execute } = proxyActivities<BareActivities>({ startToCloseTimeout: '2 minutes' });

export async function BareWorkflow({ id, untilMs, byItself }: BareInput): Promise<void> {
  let isApproved = false;
  setHandler(approveUpdate, () => {
    isApproved = true;
  });
  const isDecided = await condition(() => isApproved, Math.max(untilMs - Date.now(), 1));
  if (isDecided || byItself) await execute(id);
}
