import { useInfiniteQuery } from '@tanstack/react-query';
import type { TimelineSubject } from '../../domain/timeline.ts';
import { api, unwrap } from '../api/client.ts';
import { PAGE_SIZE } from '../api/queries.ts';

export const timelineKey = (subject: TimelineSubject) => ['timeline', subject] as const;

/** What was seen of a record and what was done, the newest first, by pages. */
export function useTimeline(subject: TimelineSubject) {
  return useInfiniteQuery({
    queryKey: timelineKey(subject),
    queryFn: ({ pageParam: cursor, signal }) =>
      unwrap(
        api.GET('/api/timeline/{kind}/{crm}/{id}', {
          params: { path: subject, query: { limit: PAGE_SIZE, cursor } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}
