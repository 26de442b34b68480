import { setTimeout as sleep } from 'node:timers/promises';
import { createBell } from '../store/changes.ts';
import {
  currentPosition,
  formatPosition,
  isBeyondRetention,
  type LiveEvent,
  type Position,
  readEvents,
} from '../store/events.ts';
import type { Scope } from '../store/scope.ts';
import type { ApiDeps } from './deps.ts';

/**
 * How often it looks without being woken: an event becomes deliverable when the transactions before it have ended, and
 * one that ends without a change of its own tells nobody.
 */
const POLL_MS = 1_000;
const HEARTBEAT_MS = 15_000;
const COALESCE_MS = 20;

export interface StreamOptions {
  scope: Scope;
  /** Where the client left off; absent: it starts now. */
  after: Position | undefined;
  /** Asked as often as a heartbeat is due: a stream must not outlive the token or session that opened it. */
  isStillAccepted: () => Promise<boolean>;
  /** Ends the stream. */
  signal: AbortSignal;
}

/**
 * Server-sent events (WHATWG HTML, section 9.2). Every event and every heartbeat carries a place as its id, so that a
 * client resuming there misses nothing. The first is `ready`, with the place where the stream begins; before it,
 * `reset` where what the client has missed is kept no more.
 */
export async function* eventStream(deps: ApiDeps, options: StreamOptions): AsyncGenerator<string> {
  const { db, changes, heartbeatMs = HEARTBEAT_MS } = deps;
  const { scope, after, isStillAccepted, signal } = options;
  const bell = createBell();
  // Any change may be one of ours or may let one of ours through: looking is cheap, missing one is not.
  const unsubscribe = changes.subscribe(() => bell.ring());
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  try {
    let place = after ?? (await currentPosition(db));
    if (after !== undefined && (await isBeyondRetention(db, after))) yield message('reset', place, {});
    yield message('ready', place, { cursor: formatPosition(place) });
    let silentSinceMs = performance.now();
    let acceptedAtMs = performance.now();
    while (!signal.aborted) {
      if (performance.now() - acceptedAtMs >= heartbeatMs) {
        if (!(await isStillAccepted())) return;
        acceptedAtMs = performance.now();
      }
      const batch = await readEvents(db, scope, place);
      place = batch.next;
      for (const event of batch.events) yield format(event);
      if (batch.events.length > 0) silentSinceMs = performance.now();
      if (batch.full) continue;
      if (performance.now() - silentSinceMs >= heartbeatMs) {
        yield `: still here\nid: ${formatPosition(place)}\n\n`;
        silentSinceMs = performance.now();
      }
      await bell.rung(POLL_MS);
      // Many changes at once are looked at once.
      await sleep(COALESCE_MS);
    }
  } finally {
    unsubscribe();
  }
}

function format({ type, position, data }: LiveEvent): string {
  return message(type, position, data);
}

function message(type: string, place: Position, data: object): string {
  return `event: ${type}\nid: ${formatPosition(place)}\ndata: ${JSON.stringify(data)}\n\n`;
}
