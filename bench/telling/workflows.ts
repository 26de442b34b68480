/** The two ways that bench/telling/main.ts compares. */
import { proxyActivities } from '@temporalio/workflow';

export interface WeighedActivities {
  /** One notification's statements. */
  tellOne(id: number): Promise<void>;
  /** The same of up to fifty that are due; whether there may be more. */
  tellBatch(): Promise<boolean>;
}

const { tellOne, tellBatch } = proxyActivities<WeighedActivities>({ startToCloseTimeout: '1 minute' });

/** A workflow for each. */
export function OneNoticeWorkflow(id: number): Promise<void> {
  return tellOne(id);
}

/** One that drains an outbox. */
export async function DrainWorkflow(): Promise<void> {
  while (await tellBatch());
}
