import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { queryKeys } from '../api/queries.ts';
import { recount } from '../api/queueCache.ts';
import { connection } from '../shell/connection.ts';
import { ENDINGS } from './liveEvents.ts';

const REOPEN_MS = 3_000;
/** Snoozes that have ended are no events: whoever comes back after a while sees the queue as it is by then. */
const AWAY_MS = 5 * 60_000;

/** What the navigation counts, on every screen. */
const COUNTED = {
  'alert.created': askUnread,
  'alert.read': askUnread,
  'action.failure_handled': recount,
  ...Object.fromEntries(ENDINGS.map((type) => [type, recount])),
} satisfies Record<string, (client: QueryClient) => void>;

function askUnread(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: queryKeys.unreadAlerts });
}

interface Handlers {
  types: readonly string[];
  /** @param data as JSON has it */
  onEvent: (type: string, data: unknown) => void;
  /** It is connected again, and something may have been missed. */
  onGap: () => void;
  /** It is connected again, and nothing has been missed. */
  onBack: () => void;
  /** The stream has ended, or is refused: no longer being signed in is one reason. */
  onLost: () => void;
}

/**
 * Live events for as long as the component stands. The browser resumes after a lost connection without loss; where the
 * server refused it, it is opened anew, and told as a gap. Either is told once the server answers again: before that
 * nothing could be loaded. What the navigation counts it keeps up to date by itself.
 */
export function useEventStream({ types, onEvent, onGap, onBack, onLost }: Handlers): void {
  const client = useQueryClient();
  const handle = useEffectEvent(onEvent);
  const handleGap = useEffectEvent(onGap);
  const handleBack = useEffectEvent(onBack);
  const handleLost = useEffectEvent(onLost);
  useEffect(() => {
    let source: EventSource;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    let missed: 'nothing' | 'perhaps' | null = null;
    const open = () => {
      source = new EventSource('/api/events');
      // It comes before `ready`.
      source.addEventListener('reset', () => {
        missed = 'perhaps';
      });
      source.addEventListener('ready', () => {
        connection.set(() => 'live');
        if (missed === 'perhaps') handleGap();
        else if (missed === 'nothing') handleBack();
        missed = null;
      });
      for (const [type, count] of Object.entries(COUNTED)) source.addEventListener(type, () => count(client));
      for (const type of types) {
        source.addEventListener(type, (event: MessageEvent<string>) => handle(type, JSON.parse(event.data)));
      }
      source.addEventListener('error', () => {
        connection.set(() => 'lost');
        if (missed === null) handleLost();
        missed ??= 'nothing';
        if (source.readyState !== EventSource.CLOSED) return;
        missed = 'perhaps';
        reopening = setTimeout(open, REOPEN_MS);
      });
    };
    open();
    let hiddenAtMs = Number.POSITIVE_INFINITY;
    const onVisibility = () => {
      if (document.hidden) hiddenAtMs = Date.now();
      else if (Date.now() - hiddenAtMs > AWAY_MS) handleGap();
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(reopening);
      source.close();
      connection.set(() => 'connecting');
    };
  }, [types, client]);
}
