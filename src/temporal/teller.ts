import type { Client } from '@temporalio/client';
import type { Log } from '../log.ts';
import { forgetStart, markTold } from '../store/actions/outbox.ts';
import type { Db } from '../store/database/db.ts';
import type { ActionRow } from '../store/database/schema.ts';
import { isAway } from './away.ts';
import { tellWorkflow } from './tellWorkflow.ts';

export interface Teller {
  /** Tells the action's workflow what its row says, soon. Nobody waits for it: what is not told, the relay tells. */
  tell(row: ActionRow): void;
  /** Resolves when nothing is under way any more, or after two seconds: the relay looks after what is left. */
  idle(): Promise<void>;
}

export interface TellerDeps {
  client: Client;
  db: Db;
  taskQueue: string;
  /** Where people see actions: workflows link there. */
  publicUrl?: string;
  log: Log;
  /** By when a call must be answered; 10 s unless told otherwise. */
  callDeadlineMs?: number;
}

/** More at once only wait for each other in Temporal's own queues. */
const AT_ONCE = 16;
/** After that the relay has taken the row: telling it here would be telling it twice. */
const PATIENCE_MS = 1_300;
/** For how long what was told is gathered: by then most of what was approved has ended, and there is nothing to strike out. */
const GATHER_MS = 200;
/** Long: a slow server is not told more by telling it less patiently. */
const CALL_DEADLINE_MS = 10_000;
/** A process that stops waits no longer than this. */
const MAX_IDLE_WAIT_MS = 2_000;
/** For how long it is not even tried after nobody was there: the relay looks after what is left. */
const AWAY_MS = 1_000;

/** Tells so many at once and no more; what waits for too long is left to the relay. */
export function createTeller(deps: TellerDeps): Teller {
  const { client, db, taskQueue, publicUrl, log, callDeadlineMs = CALL_DEADLINE_MS } = deps;
  const waiting: { row: ActionRow; sinceMs: number }[] = [];
  const idlers: (() => void)[] = [];
  /** Told, and still to be marked as such: by their ids, as of the last telling. */
  const told = new Map<string, ActionRow>();
  let running = 0;
  /** Batches that are gathered or marked. */
  let marking = 0;
  let awayUntilMs = 0;

  function gather(row: ActionRow): void {
    if (told.size === 0) {
      marking += 1;
      setTimeout(() => void mark(), GATHER_MS);
    }
    told.set(row.id, row);
  }

  async function mark(): Promise<void> {
    const rows = [...told.values()];
    told.clear();
    await markTold(db, rows).catch((error) =>
      log.warn({ err: error }, 'what was told could not be marked, the relay will tell it again'),
    );
    marking -= 1;
    next();
  }

  async function tellOne(read: ActionRow): Promise<void> {
    // What was started a moment ago is not marked yet.
    const row = told.has(read.id) ? { ...read, workflow_started_at: read.workflow_started_at ?? new Date() } : read;
    try {
      const telling = await client.withDeadline(Date.now() + callDeadlineMs, () =>
        tellWorkflow(client, taskQueue, row, publicUrl),
      );
      if (telling === 'lost') await forgetStart(db, row.id);
      // What is told otherwise the relay sees to.
      else if (telling === 'told' || telling === 'over') gather(row);
    } catch (error) {
      if (isAway(error)) awayUntilMs = Date.now() + AWAY_MS;
      log.warn({ actionId: row.id, err: error }, 'the workflow was not told at once, the relay will');
    }
  }

  function next(): void {
    while (running < AT_ONCE) {
      const first = waiting.shift();
      if (first === undefined) break;
      if (performance.now() - first.sinceMs > PATIENCE_MS || Date.now() < awayUntilMs) continue;
      running += 1;
      void tellOne(first.row).finally(() => {
        running -= 1;
        next();
      });
    }
    if (running + marking + waiting.length === 0) for (const resolve of idlers.splice(0)) resolve();
  }

  return {
    tell(row) {
      if (row.tell === null) return;
      waiting.push({ row, sinceMs: performance.now() });
      next();
    },
    idle() {
      return new Promise((resolve) => {
        setTimeout(resolve, MAX_IDLE_WAIT_MS).unref();
        idlers.push(resolve);
        next();
      });
    },
  };
}
