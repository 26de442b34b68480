import type { Scope } from '../store/access/scope.ts';
import { createBell } from '../store/database/changes.ts';
import type { EventFeed } from '../store/events/eventFeed.ts';
import { currentPosition, formatPosition, type LiveEvent, type Position } from '../store/events/events.ts';
import type { ApiDeps } from './deps.ts';

const HEARTBEAT_MS = 15_000;

export interface StreamOptions {
  feed: EventFeed;
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
 * client resuming there misses nothing. The first is `ready`, with the place where the stream begins. Where what a
 * client has missed cannot be told, `reset` says so: before `ready`, or later where a backup of the database is restored.
 */
export async function* eventStream(
  deps: Pick<ApiDeps, 'db' | 'heartbeatMs'>,
  options: StreamOptions,
): AsyncGenerator<string> {
  const { db, heartbeatMs = HEARTBEAT_MS } = deps;
  const { feed, scope, after, isStillAccepted, signal } = options;
  const bell = createBell();
  // Subscribed before the first look, so that nothing falls between looking and waiting.
  const unsubscribe = feed.subscribe(() => bell.ring());
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  try {
    let place = after ?? (await feed.here());
    let isReady = false;
    let silentSinceMs = performance.now();
    let acceptedAtMs = performance.now();
    while (!signal.aborted) {
      if (performance.now() - acceptedAtMs >= heartbeatMs) {
        if (!(await isStillAccepted())) return;
        acceptedAtMs = performance.now();
      }
      const batch = await feed.read(scope, place);
      if (batch === 'unknown') {
        place = await currentPosition(db);
        yield message('reset', place, {});
        continue;
      }
      if (!isReady) yield message('ready', place, { cursor: formatPosition(place) });
      isReady = true;
      place = batch.next;
      for (const event of batch.events) yield format(event);
      if (batch.events.length > 0) silentSinceMs = performance.now();
      if (batch.full) continue;
      if (performance.now() - silentSinceMs >= heartbeatMs) {
        yield `: still here\nid: ${formatPosition(place)}\n\n`;
        silentSinceMs = performance.now();
      }
      await bell.rung(Math.max(0, Math.min(silentSinceMs, acceptedAtMs) + heartbeatMs - performance.now()));
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
