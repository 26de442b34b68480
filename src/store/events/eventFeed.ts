/**
 * One reader of events for all streams of a process: it numbers what has been committed, reads each event once and keeps
 * the latest, from which every stream takes what lies in its scope. A stream that is further behind than that reads the
 * table, as one does that resumes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isInScope, type Scope } from '../access/scope.ts';
import { type ChangeFeed, createBell } from '../database/changes.ts';
import type { Db } from '../database/db.ts';
import { type Batch, currentPosition, type LiveEvent, numberEvents, type Position, readEvents } from './events.ts';

/** How long an event goes unseen whose notification was lost. */
const POLL_MS = 1_000;
/** Many changes at once are looked at once: soon enough for eyes. */
const COALESCE_MS = 50;
const KEPT_EVENTS = 2_000;

export interface EventFeed {
  /** The place after all that is told by now. */
  here(): Promise<Position>;
  /** As readEvents does, mostly without asking Postgres. */
  read(scope: Scope, after: Position): Promise<Batch | 'unknown'>;
  /** Has `listener` called whenever there is something to read. @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
  close(): Promise<void>;
}

/** @param onError told once of each time that Postgres cannot be asked; reading goes on by itself */
export function openEventFeed(db: Db, changes: ChangeFeed, onError: (error: unknown) => void): EventFeed {
  const bell = createBell();
  const listeners = new Set<() => void>();
  const unsubscribe = changes.subscribe(() => {
    // While no screen is open, a look a second is enough for events to be numbered.
    if (listeners.size > 0) bell.ring();
  });
  const stopped = new AbortController();
  // Undefined until Postgres has been asked, and again when it has another history than the one followed so far.
  let kept: Kept | undefined;
  const following = follow();

  async function follow(): Promise<void> {
    let isFailing = false;
    while (!stopped.signal.aborted) {
      try {
        const isMore = await look();
        isFailing = false;
        if (isMore) continue;
      } catch (error) {
        if (!isFailing) onError(error);
        isFailing = true;
      }
      await bell.rung(POLL_MS);
      await sleep(COALESCE_MS);
    }
  }

  /** Answers whether there is more to be read at once. */
  async function look(): Promise<boolean> {
    const isMoreToNumber = await numberEvents(db);
    if (kept === undefined) {
      kept = { from: await currentPosition(db), events: [] };
      return isMoreToNumber;
    }
    const batch = await readEvents(db, undefined, endOf(kept));
    // The streams find the same when they look.
    kept = batch === 'unknown' ? undefined : append(kept, batch.events);
    if (batch === 'unknown' || batch.events.length > 0) for (const listener of listeners) listener();
    return isMoreToNumber || batch === 'unknown' || batch.full;
  }

  return {
    async here() {
      return kept === undefined ? currentPosition(db) : endOf(kept);
    },
    async read(scope, after) {
      const found = kept === undefined ? undefined : eventsAfter(kept, after);
      if (kept === undefined || found === undefined) return readEvents(db, scope, after);
      return { events: found.filter((event) => isInScope(scope, event)), next: endOf(kept), full: false };
    },
    subscribe(listener) {
      listeners.add(listener);
      bell.ring();
      return () => void listeners.delete(listener);
    },
    async close() {
      unsubscribe();
      stopped.abort();
      bell.ring();
      await following;
    },
  };
}

/** The latest events, and the place where they begin. */
interface Kept {
  from: Position;
  events: LiveEvent[];
}

function endOf({ from, events }: Kept): Position {
  return events.at(-1)?.position ?? from;
}

function append({ from, events }: Kept, read: LiveEvent[]): Kept {
  const all = [...events, ...read];
  const left = all.slice(-KEPT_EVENTS);
  return { from: all.at(-left.length - 1)?.position ?? from, events: left };
}

/** Undefined where the place is none of those kept. Looked for from the end, as most streams are there. */
function eventsAfter({ from, events }: Kept, { seq, at }: Position): LiveEvent[] | undefined {
  const i = events.findLastIndex(({ position }) => position.seq === seq && position.at === at);
  if (i >= 0) return events.slice(i + 1);
  return from.seq === seq && from.at === at ? events : undefined;
}
