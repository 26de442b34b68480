/** Tells people of actions: it orders the work, its activity does it. */
import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { TellingActivities } from '../activities/telling/contract.ts';

// Who cannot be told now is put off in Postgres: what fails here is Postgres itself, which is waited for without limit.
const { sendDigests, tellPeople } = proxyActivities<TellingActivities>({
  startToCloseTimeout: '2 minutes',
  // So that a worker which dies at it is not waited for that long.
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Keeps the history of one run small: some 6 events for each batch. */
const BATCHES_PER_RUN = 200;

/** Tells all that is due, then completes; it is started again when something has become due. */
export async function TellPeopleWorkflow(): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_RUN; batch += 1) {
    const { more } = await tellPeople();
    if (!more) return;
  }
  await continueAsNew<typeof TellPeopleWorkflow>();
}

/** Sends a workspace's digests to whose morning it is, page by page. Started by a schedule. */
export async function SendDigestsWorkflow(workspaceId: string, from?: string): Promise<void> {
  let after = from;
  for (let page = 0; page < BATCHES_PER_RUN; page += 1) {
    const { next } = await sendDigests({ workspaceId, after });
    if (next === undefined) return;
    after = next;
  }
  await continueAsNew<typeof SendDigestsWorkflow>(workspaceId, after);
}
