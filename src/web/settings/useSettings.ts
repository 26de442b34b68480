import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Settings, unwrap, type WorkspaceSettings } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';

/** One's own settings, the workspace's and what holds, as they are whenever the screen opens. */
export function useSettings() {
  return useQuery({ queryKey: queryKeys.settings, queryFn: askSettings, refetchOnMount: 'always' });
}

/**
 * Saves a part of one's own settings; everything else in them stays as it is.
 *
 * @returns a function that throws ProblemError where the API refuses
 */
export function useSaveSettings(): (change: (own: Settings) => Settings) => Promise<void> {
  const client = useQueryClient();
  return async (change) => {
    try {
      // Read anew: PUT replaces all of them, and they may have been changed since the screen opened.
      const { own } = await askSettings();
      const body = change(own);
      client.setQueryData(queryKeys.settings, await unwrap(api.PUT('/api/settings', { body })));
      void client.invalidateQueries({ queryKey: queryKeys.actionTypes });
    } catch (error) {
      noticeSignOut(client, error);
      throw error;
    }
  };
}

/** The same for what a workspace has its users inherit. */
export function useSaveWorkspaceSettings(): (
  change: (workspace: WorkspaceSettings) => WorkspaceSettings,
) => Promise<void> {
  const client = useQueryClient();
  return async (change) => {
    try {
      const body = change(await unwrap(api.GET('/api/workspace/settings')));
      client.setQueryData(queryKeys.workspaceSettings, await unwrap(api.PUT('/api/workspace/settings', { body })));
      await client.invalidateQueries({ queryKey: queryKeys.settings });
      void client.invalidateQueries({ queryKey: queryKeys.actionTypes });
    } catch (error) {
      noticeSignOut(client, error);
      throw error;
    }
  };
}

function askSettings() {
  return unwrap(api.GET('/api/settings'));
}
