import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type NewMailbox, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';

/** A user's mail servers as they are whenever they are shown; null: one's own. */
export function useMailbox(userId: string | null) {
  return useQuery({
    queryKey: queryKeys.mailbox(userId),
    queryFn: () =>
      unwrap(
        userId === null
          ? api.GET('/api/mailbox')
          : api.GET('/api/people/{id}/mailbox', { params: { path: { id: userId } } }),
      ),
    refetchOnMount: 'always',
  });
}

/** What changes them. Each throws ProblemError where it is refused. */
export function useChangeMailbox(userId: string | null) {
  const client = useQueryClient();
  const queryKey = queryKeys.mailbox(userId);
  const params = { path: { id: userId ?? '' } };
  return {
    async set(body: NewMailbox): Promise<void> {
      const ask = () =>
        unwrap(
          userId === null ? api.PUT('/api/mailbox', { body }) : api.PUT('/api/people/{id}/mailbox', { params, body }),
        );
      client.setQueryData(queryKey, await afterSigningInAgain(ask));
    },
    async remove(): Promise<void> {
      await afterSigningInAgain(() =>
        unwrap(userId === null ? api.DELETE('/api/mailbox') : api.DELETE('/api/people/{id}/mailbox', { params })),
      );
      await client.invalidateQueries({ queryKey });
    },
  };
}
