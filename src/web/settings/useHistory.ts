import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { texts } from '../texts.ts';

const HISTORY_DAYS = 30;

type Whose = 'own' | 'team';
type Grouping = 'actionType' | 'trigger' | 'template';

/**
 * What became of one's own, or of all, actions within the last days, in a sentence for each type of action, trigger or template.
 *
 * @returns empty while it is not known: settings do not wait for it
 */
export function useHistory(groupBy: Grouping, scope: Whose): (key: string) => string {
  const { data } = useFigures(groupBy, scope);
  return (key) => {
    if (data === undefined) return '';
    const figures = data.items.find((item) => item.key === key);
    const counts = {
      unedited: figures?.approvedUnedited.n ?? 0,
      edited: figures?.approvedEdited.n ?? 0,
      cancelled: figures?.cancelled.n ?? 0,
      expired: figures?.expired.n ?? 0,
      byItself: figures?.byItself.n ?? 0,
    };
    return texts.settings.history(counts, scope, HISTORY_DAYS);
  };
}

/** How many actions were made within the last days, and how many expired, in a sentence; empty while it is not known. */
export function useTotals(scope: Whose): string {
  const { data } = useFigures('actionType', scope);
  if (data === undefined) return '';
  return texts.settings.totals(data.total.created.n, data.total.expired.n, scope, HISTORY_DAYS);
}

function useFigures(groupBy: Grouping, scope: Whose) {
  return useQuery({
    queryKey: queryKeys.insights({ groupBy, scope, days: HISTORY_DAYS }),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/insights', { params: { query: { groupBy, scope, days: HISTORY_DAYS } }, signal })),
    refetchOnMount: 'always',
  });
}
