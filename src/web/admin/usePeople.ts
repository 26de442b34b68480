import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';

/** Everybody in the workspace, as they are whenever a screen asks. */
export function usePeople() {
  return useQuery({
    queryKey: queryKeys.people,
    queryFn: async () => (await unwrap(api.GET('/api/people'))).items,
    refetchOnMount: 'always',
  });
}

/** Asks for them again, after something was changed. */
export function useReloadPeople(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: queryKeys.people });
}
