/** When what was asked for had come true, as Postgres and Temporal have recorded it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { waitsSinceMs } from '../../test/support/waits.ts';
import type { Made, System } from '../systems/system.ts';

/** Far beyond anything that is still worth a figure. */
const GIVE_UP_AFTER_MS = 15 * 60_000;
const LOOK_EVERY_MS = 100;

async function until<T>(what: string, look: () => Promise<T | undefined>, everyMs = LOOK_EVERY_MS): Promise<T> {
  const deadlineMs = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`${what}: not within ${GIVE_UP_AFTER_MS / 60_000} minutes`);
    await sleep(everyMs);
  }
}

/**
 * When each was executed: the commits of the rows that say so, epoch milliseconds by id. How often it looks does not matter to
 * what it answers.
 */
export async function untilExecuted(
  { db, executedSql }: System,
  actions: Made[],
  everyMs?: number,
): Promise<Map<string, number>> {
  const ids = actions.map(({ id }) => id);
  const count = `select count(*)::int as n from (${executedSql}) as executed`;
  const areExecuted = async () => {
    const { rows } = await db.query<{ n: number }>(count, [ids]);
    return rows[0]?.n === ids.length ? true : undefined;
  };
  await until('all executed', areExecuted, everyMs);
  const { rows } = await db.query<{ id: string; ms: number }>(
    `select id, extract(epoch from at)::float8 * 1000 as ms from (${executedSql}) as executed`,
    [ids],
  );
  return new Map(rows.map(({ id, ms }) => [id, ms]));
}

/**
 * When the last of the workflows had begun to wait, that is, had completed its first workflow task: epoch milliseconds by
 * Temporal's clock. They are looked at one after the other, so that looking costs next to nothing while they get there.
 */
export async function untilWaiting(client: Client, actions: Made[]): Promise<number> {
  let lastMs = 0;
  for (const { workflowId } of actions) {
    if (workflowId === undefined) continue;
    lastMs = Math.max(lastMs, await until('all wait', () => waitsSinceMs(client, workflowId)));
  }
  return lastMs;
}

/** Resolves when no more than `left` workflows of a queue are open. */
export async function untilClosed(client: Client, taskQueue: string | undefined, left: number): Promise<void> {
  if (taskQueue === undefined) return;
  await until('all closed', async () => ((await countOpen(client, taskQueue)) <= left ? true : undefined));
}

/** Open workflows of a queue, by Temporal's visibility. */
export async function countOpen(client: Client, taskQueue: string): Promise<number> {
  const { count } = await client.workflow.count(`TaskQueue = "${taskQueue}" AND ExecutionStatus = "Running"`);
  return count;
}
