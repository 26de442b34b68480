/** Small workflows of the CRM's way in: they order the work, their activities do it. */
import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { CrmInActivities, PollStep, ScanPosition } from '../activities/crmIn/contract.ts';

// A CRM that is away or limits our rate is waited for without limit: what it sent stands in the inbox all the while.
const { drainInbox, scanSilence, pollCrm } = proxyActivities<CrmInActivities>({
  startToCloseTimeout: '2 minutes',
  // So that a worker which dies at it is not waited for that long.
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Keeps the history of one run small: some 6 events for each batch. */
const BATCHES_PER_RUN = 200;

/** Empties the inbox, then completes; the relay starts it again when something has come. */
export async function DrainInboxWorkflow(): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_RUN; batch += 1) {
    const { more } = await drainInbox();
    if (!more) return;
  }
  await continueAsNew<typeof DrainInboxWorkflow>();
}

/** Pages through all deals in search of silence. Started by a schedule. */
export async function ScanSilenceWorkflow(after?: ScanPosition): Promise<void> {
  let position = after;
  for (let page = 0; page < BATCHES_PER_RUN; page += 1) {
    const { next } = await scanSilence({ after: position });
    if (next === undefined) return;
    position = next;
  }
  await continueAsNew<typeof ScanSilenceWorkflow>(position);
}

/** Asks one CRM for its owners, page by page for what has changed, and for its pipelines. Started by a schedule. */
export async function PollCrmWorkflow(crm: string, from: PollStep = 'owners'): Promise<void> {
  let step = from;
  for (let page = 0; page < BATCHES_PER_RUN; page += 1) {
    const { next } = await pollCrm({ crm, step });
    if (next === undefined) return;
    step = next;
  }
  await continueAsNew<typeof PollCrmWorkflow>(crm, step);
}
