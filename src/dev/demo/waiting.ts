/** Waiting until Signoff has made of it what is to come of it. */
import { Client, Connection } from '@temporalio/client';
import { Failure } from '../../cli/errors.ts';
import { openDb } from '../../store/db.ts';
import { backlog } from '../../store/inbox.ts';
import { poll } from '../poll.ts';
import type { DemoStack } from './stack.ts';

const PATIENCE_MS = 60_000;
const SCAN_SCHEDULE = 'crm-scan-silence';

/** Waits until nothing waits in the inbox. @throws Failure where something could not be applied, or it takes too long */
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
    throw new Failure('not-drained', error instanceof Error ? error.message : String(error));
  } finally {
    await db.destroy();
  }
}

/** Has Temporal's schedule look for silent deals now instead of at the full hour, and waits for the scan to end. */
export async function scanNow({ temporalAddress }: DemoStack): Promise<void> {
  const connection = await Connection.connect({ address: temporalAddress });
  try {
    const schedule = new Client({ connection }).schedule.getHandle(SCAN_SCHEDULE);
    const { numActionsTaken: before } = (await schedule.describe()).info;
    // Another that runs just now may have passed our deals already.
    await schedule.trigger('BUFFER_ONE');
    await poll(
      async () => {
        const { numActionsTaken, runningActions } = (await schedule.describe()).info;
        if (numActionsTaken <= before || runningActions.length > 0) throw new Error('the scan has not ended');
      },
      { timeoutMs: PATIENCE_MS, intervalMs: 100 },
    );
  } finally {
    await connection.close();
  }
}
