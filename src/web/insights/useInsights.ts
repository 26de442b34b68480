import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Grouping } from '../../domain/insights.ts';
import { api, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import type { Place } from './place.ts';

/** What became of drafts, as it is whenever the screen opens. */
export function useInsights({ days, scope }: Place, groupBy: Grouping) {
  const query = { days, scope, groupBy };
  return useQuery({
    queryKey: queryKeys.insights(query),
    queryFn: ({ signal }) => unwrap(api.GET('/api/insights', { params: { query }, signal })),
    refetchOnMount: 'always',
    placeholderData: keepPreviousData,
  });
}
