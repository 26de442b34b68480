import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Alert, api, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { announce, notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';

export interface Marking {
  mark(alert: Alert): Promise<void>;
  markAll(): Promise<void>;
  /** It was read elsewhere. */
  noteRead(alertId: string): void;
}

/** Marks alerts as read; what is shown is so at once, and as it was where the server refuses. */
export function useMarking(): Marking {
  const client = useQueryClient();
  return useMemo(() => createMarking(client), [client]);
}

function createMarking(client: QueryClient): Marking {
  const reload = () => {
    void client.invalidateQueries({ queryKey: queryKeys.allAlerts });
    void client.invalidateQueries({ queryKey: queryKeys.unreadAlerts });
  };
  return {
    async mark({ id, readAt }) {
      if (readAt !== null) return;
      noteRead(client, id);
      try {
        // Whoever opens its action leaves this page meanwhile.
        await unwrap(api.POST('/api/alerts/{id}/read', { params: { path: { id } }, keepalive: true }));
        await client.invalidateQueries({ queryKey: queryKeys.unreadAlerts });
      } catch {
        reload();
      }
    },
    async markAll() {
      try {
        const { marked } = await unwrap(api.POST('/api/alerts/read-all'));
        announce(texts.alerts.markedRead(marked));
      } catch {
        notify({ kind: 'error', text: texts.alerts.error });
      }
      reload();
    },
    noteRead: (alertId) => noteRead(client, alertId),
  };
}

type Pages = InfiniteData<{ items: Alert[]; nextCursor: string | null }>;

function noteRead(client: QueryClient, alertId: string): void {
  const readAt = new Date().toISOString();
  const read = (alert: Alert) => (alert.id === alertId && alert.readAt === null ? { ...alert, readAt } : alert);
  client.setQueriesData<Pages>(
    { queryKey: queryKeys.allAlerts },
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(read) })) },
  );
}
