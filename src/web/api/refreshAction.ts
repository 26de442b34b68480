import type { QueryClient } from '@tanstack/react-query';
import { type ActionDetail, api, ProblemError, unwrap } from './client.ts';
import { noticeSignOut, queryKeys } from './queries.ts';
import { changeAction, removeAction } from './queueCache.ts';

/** Brings a card, and the detail if it is open, to what the server has. Never throws: the next event tries again. */
export async function refreshAction(client: QueryClient, id: string): Promise<void> {
  try {
    const detail = await unwrap(api.GET('/api/autonomous-actions/{id}', { params: { path: { id } } }));
    client.setQueryData<ActionDetail>(queryKeys.action(id), detail);
    changeAction(client, id, () => detail);
  } catch (error) {
    noticeSignOut(client, error);
    if (error instanceof ProblemError && error.problem.status === 404) removeAction(client, id);
  }
}
