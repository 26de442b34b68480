import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Settings, unwrap } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import { type UndoFields, withUndo } from './undoForm.ts';

/** One's own settings, the workspace's and what holds, as they are whenever the dialog opens. */
export function useSettings() {
  return useQuery({ queryKey: queryKeys.settings, queryFn: askSettings, refetchOnMount: 'always' });
}

/** Saves the undo windows; everything else stays as it is. @returns a function that throws ProblemError where the API refuses */
export function useSaveUndo(): (fields: UndoFields) => Promise<void> {
  const save = useSaveSettings();
  return (fields) => save((own) => withUndo(own, fields));
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
      // Read anew: PUT replaces all of them, and they may have been changed since the dialog opened.
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

function askSettings() {
  return unwrap(api.GET('/api/settings'));
}
