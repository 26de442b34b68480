/** What the screens ask the API for, and under which keys it is kept. */
import {
  type InfiniteData,
  keepPreviousData,
  QueryCache,
  QueryClient,
  type QueryKey,
  queryOptions,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { beginningOfDay } from '../edit/localTime.ts';
import { useFormat } from '../format.ts';
import { type ActionPage, type ActionQuery, api, isSignedOut, type Me, ProblemError, unwrap } from './client.ts';
import { type Filters, type Tab, tabOf, toOrder, toQuery } from './filters.ts';
import { sessionEnded } from './sessionEnded.ts';
import { askedToSignIn } from './signInAgain.ts';

export const PAGE_SIZE = 100;
const QUEUE = 'queue';
const COUNTS = 'counts';
const MAX_RETRIES = 2;

export const queryKeys = {
  me: ['me'],
  actionTypes: ['action-types'],
  signIn: ['sign-in'],
  alerts: (filter: AlertFilter) => ['alerts', filter],
  /** Whichever are asked for. */
  allAlerts: ['alerts'],
  unreadAlerts: ['unread-alerts'],
  settings: ['settings'],
  detection: ['detection'],
  templates: ['templates'],
  template: (triggerType: string, kind: string) => ['template', triggerType, kind],
  insights: (query: object) => ['insights', query],
  people: ['people'],
  connections: ['connections'],
  webhookKeys: ['webhook-keys'],
  webhookEndpoints: ['webhook-endpoints'],
  webhookDeliveries: (endpointId: string) => ['webhook-deliveries', endpointId],
  crmOwners: ['crm-owners'],
  workspace: ['workspace'],
  workspaceSettings: ['workspace-settings'],
  suppressions: ['suppressions'],
  covers: ['covers'],
  sessions: ['sessions'],
  colleagues: ['colleagues'],
  /** null: one's own. */
  mailbox: (userId: string | null) => ['mailbox', userId],
  tokens: (userId: string) => ['tokens', userId],
  directoryGroups: ['directoryGroups'],
  securityTrail: (filter: object) => ['security-trail', filter],
  queue: (filters: Filters) => [QUEUE, filters],
  /** Of every set of filters. */
  queues: [QUEUE],
  /** Of what has been decided; changes of single cards reach it as they do the queue. */
  history: (query: ActionQuery) => [QUEUE, { history: query }],
  historyCounts: (query: ActionQuery) => [COUNTS, { history: query }],
  counts: (filters: Filters) => [COUNTS, filters],
  doneToday: (whose: Pick<Filters, 'scope' | 'userId'>, beginsAt: string) => [COUNTS, 'today', whose, beginsAt],
  allCounts: [COUNTS],
  action: (id: string) => ['action', id],
  companies: (filters: Filters) => ['companies', filters],
} as const;

/** Which alerts are listed. */
export interface AlertFilter {
  scope: 'own' | 'team';
  unread: boolean;
}

/** The pages of a queue that have been loaded, the first first. */
export type QueueData = InfiniteData<ActionPage>;

/** Live events keep what has been loaded up to date, hence nothing is asked again merely because time has passed. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => noticeSignOut(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        // What has been loaded the live events bring up to date; what could not be loaded is asked for again.
        refetchOnReconnect: ({ state }) => (state.status === 'error' ? 'always' : false),
        networkMode: 'always',
        retry: (failures, error) => failures < MAX_RETRIES && isWorthRepeating(error),
      },
    },
  });
  return client;
}

/**
 * Shows the session screen where an answer says that nobody is signed in. Not while somebody is asked to sign in again: that
 * ends the old session a moment before the browser has the new one, and with the screen would go what he has typed.
 */
export function noticeSignOut(client: QueryClient, error: unknown): void {
  if (!isSignedOut(error) || askedToSignIn.get() !== null) return;
  sessionEnded.set(() => true);
  client.setQueryData(queryKeys.me, null);
}

/** Whose actions somebody sees, as a text to compare. */
function reachOf({ role, team, covering }: Me): string {
  return JSON.stringify([role, team, covering]);
}

/** Has the session screen come at once where the session has ended elsewhere; else learns what one may now. */
export async function askWhoIsSignedIn(client: QueryClient): Promise<void> {
  const before = client.getQueryData<Me>(queryKeys.me);
  try {
    const me = await unwrap(api.GET('/api/me'));
    client.setQueryData(queryKeys.me, me);
    // Somebody's cover begins or ends: whose actions one sees is another.
    if (before != null && reachOf(before) !== reachOf(me)) await client.invalidateQueries();
  } catch (error) {
    noticeSignOut(client, error);
  }
}

/** Asks again for what is on the screen and could not be loaded. */
export function reloadFailed(client: QueryClient): void {
  void client.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
}

/** Asks again without waiting any longer for the answer to the first time. */
export async function askAgain(client: QueryClient, queryKey: QueryKey): Promise<void> {
  await client.cancelQueries({ queryKey });
  await client.refetchQueries({ queryKey, type: 'active' });
}

function isWorthRepeating(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  const { status } = error.problem;
  return status === 0 || status === 429 || status >= 500;
}

/** Who is signed in; null: nobody. */
export function useMe() {
  return useQuery({
    queryKey: queryKeys.me,
    queryFn: async () => {
      try {
        return await unwrap(api.GET('/api/me'));
      } catch (error) {
        if (isSignedOut(error)) return null;
        throw error;
      }
    },
  });
}

/** Who can decide on actions in the workspace. */
export function useColleagues() {
  return useQuery({
    queryKey: queryKeys.colleagues,
    queryFn: async () => (await unwrap(api.GET('/api/colleagues'))).items,
    refetchOnMount: 'always',
  });
}

/** How one can sign in here. */
export function useSignIn() {
  return useQuery({ queryKey: queryKeys.signIn, queryFn: () => unwrap(api.GET('/session')) });
}

/** Form and undo window of each action type. */
export const actionTypesQuery = queryOptions({
  queryKey: queryKeys.actionTypes,
  queryFn: () => unwrap(api.GET('/api/action-types')),
});

export function useActionTypes() {
  return useQuery(actionTypesQuery);
}

/** The queue, by pages of PAGE_SIZE. While new filters load, what was there stays. */
export function useQueue(filters: Filters) {
  return useInfiniteQuery({
    queryKey: queryKeys.queue(filters),
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = {
        ...toQuery(filters),
        ...toOrder(filters),
        limit: PAGE_SIZE,
        cursor,
      };
      return unwrap(api.GET('/api/autonomous-actions', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // What waits must not be taken for what failed.
    placeholderData: (before, query) => (tabOfKey(query?.queryKey) === tabOf(filters) ? before : undefined),
  });
}

/** Which part of the queue a list or a count is of; undefined: of the history, or of nothing. */
export function tabOfKey(queryKey: QueryKey | undefined): Tab | undefined {
  const of = queryKey?.[1];
  if (typeof of !== 'object' || of === null || 'history' in of) return undefined;
  // Written by queryKeys alone.
  return tabOf(of as Filters);
}

/** Alerts, the newest first, by pages of PAGE_SIZE. */
export function useAlerts({ scope, unread }: AlertFilter) {
  return useInfiniteQuery({
    queryKey: queryKeys.alerts({ scope, unread }),
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { scope, ...(unread && { unread: 'true' as const }), limit: PAGE_SIZE, cursor };
      return unwrap(api.GET('/api/alerts', { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** How many of one's own alerts one has not read. */
export function useUnreadAlerts() {
  return useQuery({
    queryKey: queryKeys.unreadAlerts,
    queryFn: ({ signal }) => unwrap(api.GET('/api/alerts/counts', { signal })),
  });
}

/** How many there are of everything that one can narrow by. @param isAsked false: what is known already, if anything */
export function useCounts(filters: Filters, isAsked = true) {
  return useQuery({
    enabled: isAsked,
    queryKey: queryKeys.counts(filters),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/autonomous-actions/counts', { params: { query: toQuery(filters) }, signal })),
    // A count of another part of the queue would be taken for this one's.
    placeholderData: (before, query) => (tabOfKey(query?.queryKey) === tabOf(filters) ? before : undefined),
  });
}

/** How many actions have left the queue today and are over, by the signed-in user's clocks. */
export function useDoneToday(whose: Pick<Filters, 'scope' | 'userId'>) {
  const { timeZone } = useFormat();
  const beginsAt = beginningOfDay(Date.now(), timeZone);
  return useQuery({
    queryKey: queryKeys.doneToday(whose, beginsAt),
    queryFn: ({ signal }) => {
      const query = { ...toQuery({ tab: 'done', ...whose }), decidedFrom: beginsAt };
      return unwrap(api.GET('/api/autonomous-actions/counts', { params: { query }, signal }));
    },
  });
}

const COMPANIES_KEPT_MS = 60_000;

/** The companies that one can narrow by, whichever is chosen now. */
export function useCompanies({ companyId, ...filters }: Filters) {
  return useQuery({
    queryKey: queryKeys.companies(filters),
    queryFn: ({ signal }) =>
      unwrap(api.GET('/api/autonomous-actions/companies', { params: { query: toQuery(filters) }, signal })),
    placeholderData: keepPreviousData,
    staleTime: COMPANIES_KEPT_MS,
  });
}

/** One action with all that is known of it. */
export function useAction(id: string) {
  return useQuery(queryOfAction(id));
}

export function queryOfAction(id: string) {
  return queryOptions({
    queryKey: queryKeys.action(id),
    queryFn: ({ signal }) => unwrap(api.GET('/api/autonomous-actions/{id}', { params: { path: { id } }, signal })),
  });
}
