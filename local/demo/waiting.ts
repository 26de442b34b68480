/** Waiting until Signoff has made of it what is to come of it. */
import { Client, Connection } from '@temporalio/client';
import { CommandFailure } from '../../src/cli/errors.ts';
import { backlog } from '../../src/store/crm/inbox.ts';
import { openDb } from '../../src/store/database/db.ts';
import { poll } from '../poll.ts';
import type { DemoStack } from './stack.ts';

const PATIENCE_MS = 60_000;
const SCHEDULES = { scan: 'crm-scan-silence', poll: 'crm-poll-hubspot' } as const;

/** Waits until nothing waits in the inbox. @throws CommandFailure where something could not be applied, or it takes too long */
export async function untilDrained({ databaseUrl }: DemoStack): Promise<void> {
  const db = openDb({ databaseUrl, maxConnections: 1, applicationName: 'signoff-demo', onError: () => {} });
  try {
    const { failed, lastError } = await poll(
      async () => {
        const now = await backlog(db);
        if (now.waiting > 0)
          throw new Error(`${now.waiting} events wait in the inbox: ${now.lastError ?? 'no worker?'}`);
        return now;
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 100 },
    );
    if (failed > 0) console.error(`  ${failed} events in the inbox have failed: ${lastError}`);
  } catch (error) {
    throw new CommandFailure('not-drained', error instanceof Error ? error.message : String(error));
  } finally {
    await db.destroy();
  }
}

/**
 * Has Temporal's schedule look for silent deals, or poll HubSpot, now instead of when it would next, and waits for the end of
 * it.
 */
export async function runNow({ temporalAddress }: DemoStack, what: keyof typeof SCHEDULES): Promise<void> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const schedule = new Client({ connection }).schedule.getHandle(SCHEDULES[what]);
    const { numActionsTaken: before } = (await schedule.describe()).info;
    // Another that runs just now may have passed what is new already.
    await schedule.trigger('BUFFER_ONE');
    await poll(
      async () => {
        const { numActionsTaken, runningActions } = (await schedule.describe()).info;
        if (numActionsTaken <= before || runningActions.length > 0) throw new Error(`the ${what} has not ended`);
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 100 },
    );
  } finally {
    await connection.close();
  }
}
