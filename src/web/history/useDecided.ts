import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ActionQuery, api, unwrap } from '../api/client.ts';
import { PAGE_SIZE, queryKeys } from '../api/queries.ts';

/** The history, by pages of PAGE_SIZE. While other filters load, what was there stays. */
export function useDecided(query: ActionQuery, sort: 'decided' | 'newest') {
  return useInfiniteQuery({
    queryKey: queryKeys.history({ ...query, sort }),
    queryFn: ({ pageParam: cursor, signal }) =>
      unwrap(
        api.GET('/api/autonomous-actions', { params: { query: { ...query, sort, limit: PAGE_SIZE, cursor } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/**
 * How many there are in the whole list.
 *
 * @returns undefined while it is not known
 */
export function useHowMany(
  query: ActionQuery,
  sort: 'decided' | 'newest',
): { n: number; atLeast: boolean } | undefined {
  const { data } = useQuery({
    queryKey: queryKeys.historyCounts(query),
    queryFn: ({ signal }) => unwrap(api.GET('/api/autonomous-actions/counts', { params: { query }, signal })),
  });
  if (data === undefined) return undefined;
  const { pending = 0, ...left } = data.byStatus;
  const n = Object.values(left).reduce((sum, count) => sum + count, sort === 'decided' ? 0 : pending);
  return { n, atLeast: data.atLeast };
}
