import { Button, Skeleton } from '@mantine/core';
import type { RefObject } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { type Filters, NARROWING, ofTab, tabOf, WIDE, writeFilters } from '../api/filters.ts';
import { queryKeys, useCounts, useDoneToday, useMe, type useQueue } from '../api/queries.ts';
import { Outward } from '../detail/Outward.tsx';
import { LateNote } from '../shell/LateNote.tsx';
import { Message } from '../shell/Message.tsx';
import { PATHS } from '../shell/Nav.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { Welcome } from '../tour/Welcome.tsx';
import type { DealGroups } from './byDeal.ts';
import { FilterBar } from './FilterBar.tsx';
import { QueueList } from './QueueList.tsx';
import classes from './QueuePane.module.css';
import { Tabs } from './Tabs.tsx';
import { byDeal } from './useByDeal.ts';
import type { Cursor } from './useCursor.ts';
import type { Selection } from './useSelection.ts';

interface QueuePaneProps {
  queue: ReturnType<typeof useQueue>;
  cards: ActionSummary[];
  /** Null: not grouped. */
  groups: DealGroups | null;
  filters: Filters;
  openId: string | null;
  cursor: Cursor;
  selection: Selection;
  /** How many actions have come since the list was loaded. */
  arrived: number;
  onShowArrived: () => void;
  search: RefObject<HTMLInputElement | null>;
  onFilter: (change: Partial<Filters>) => void;
  onOpen: (id: string) => void;
  onTour: () => void;
  /** Absent: whoever looks may not. */
  onApproveAll?: (group: readonly ActionSummary[]) => void;
}

/** The parts of the queue, filters, what is new, and the list or what stands in its place. */
export function QueuePane(props: QueuePaneProps) {
  const { queue, cards, filters, arrived, onShowArrived, search, onFilter, onTour } = props;
  const tab = tabOf(filters);
  const isByDeal = useStore(byDeal);
  // Of the others the tabs say how many there are.
  const { data: counts } = useCounts(filters, tab === 'waiting');
  const waiting = tab === 'waiting' ? counts?.byStatus.pending : undefined;
  const temporalUrl = useMe().data?.failedWorkflowsUrl;
  const isAwaited = queue.isPending || (queue.isPlaceholderData && queue.isFetching);
  return (
    <>
      <Tabs filters={filters} onFilter={onFilter} />
      <FilterBar filters={filters} onChange={onFilter} counts={counts} search={search} />
      {(tab === 'waiting' || tab === 'done' || (tab === 'failed' && temporalUrl)) && (
        <div className={classes.summary}>
          {tab === 'failed' && temporalUrl && <Outward url={temporalUrl}>{texts.failures.inTemporal}</Outward>}
          {tab === 'done' && <a href={PATHS.history}>{texts.tabs.history}</a>}
          <span>{waiting !== undefined && texts.list.waiting(waiting, counts?.atLeast ?? false)}</span>
          {arrived > 0 && (
            <Button size="compact-xs" onClick={onShowArrived}>
              {texts.list.arrived(arrived)}
            </Button>
          )}
          {tab === 'waiting' && (
            <Button
              size="compact-xs"
              variant={isByDeal ? 'filled' : 'default'}
              className={classes.byDeal}
              aria-pressed={isByDeal}
              aria-keyshortcuts="B"
              onClick={() => byDeal.turn(!isByDeal)}
            >
              {texts.filters.byDeal}
            </Button>
          )}
        </div>
      )}
      {tab === 'waiting' && cards.length > 0 && <Welcome onTour={onTour} />}
      {isAwaited && <LateNote key={writeFilters(filters)} of={queryKeys.queue(filters)} />}
      <Content {...props} />
    </>
  );
}

function Content(props: QueuePaneProps) {
  const { queue, cards, groups, filters, openId, cursor, selection, onFilter, onOpen, onApproveAll } = props;
  const { isPending, isError, isFetchingNextPage, hasNextPage, fetchNextPage, refetch, isFetchNextPageError } = queue;
  if (isPending) return <Loading />;
  if (isError && cards.length === 0) {
    return (
      <Message title={texts.list.errorTitle} text={texts.list.error}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  if (cards.length === 0 && !hasNextPage) return <Empty filters={filters} onFilter={onFilter} />;
  return (
    <>
      <QueueList
        cards={cards}
        groups={groups}
        filters={filters}
        openId={openId}
        cursor={cursor}
        selection={selection}
        hasMore={hasNextPage && !isFetchNextPageError}
        isLoadingMore={isFetchingNextPage}
        onLoadMore={fetchNextPage}
        onOpen={onOpen}
        onApproveAll={onApproveAll}
      />
      {isFetchNextPageError && (
        <div className={classes.summary} role="alert">
          {texts.list.errorTitle}
          <Button size="compact-xs" onClick={() => void fetchNextPage()}>
            {texts.common.retry}
          </Button>
        </div>
      )}
    </>
  );
}

function Empty({ filters, onFilter }: Pick<QueuePaneProps, 'filters' | 'onFilter'>) {
  const { data: me } = useMe();
  if (NARROWING.some((name) => filters[name] !== undefined)) {
    return (
      <Message title={texts.list.emptyFilterTitle}>
        <Button variant="default" onClick={() => onFilter(WIDE)}>
          {texts.filters.clear}
        </Button>
      </Message>
    );
  }
  const tab = tabOf(filters);
  if (tab !== 'waiting') {
    const { title, text } = EMPTY[tab];
    return (
      <Message title={title} text={text}>
        <Button variant="default" onClick={() => onFilter(ofTab('waiting'))}>
          {texts.tabs.back}
        </Button>
      </Message>
    );
  }
  if (filters.snoozed === 'only')
    return <Message title={texts.list.emptySnoozedTitle} text={texts.list.emptySnoozed} />;
  // Whose role owns no deals waits in vain.
  if (me?.role === 'admin' && filters.scope !== 'team') {
    return (
      <Message title={texts.list.emptyTitle} text={texts.list.emptyOfAdmin}>
        <Button variant="default" onClick={() => onFilter({ scope: 'team' })}>
          {texts.list.showEverybodys}
        </Button>
      </Message>
    );
  }
  return <NothingWaits filters={filters} onFilter={onFilter} />;
}

const EMPTY = {
  sending: { title: texts.tabs.emptySendingTitle, text: texts.tabs.emptySending },
  failed: { title: texts.failures.emptyTitle, text: texts.failures.empty },
  done: { title: texts.tabs.emptyDoneTitle, text: texts.tabs.emptyDone },
} as const;

/** With what the day came to. */
function NothingWaits({ filters, onFilter }: Pick<QueuePaneProps, 'filters' | 'onFilter'>) {
  const { data } = useDoneToday({ scope: filters.scope, userId: filters.userId });
  const today = texts.tabs.todayWas(data?.byStatus ?? {});
  if (today === '') return <Message title={texts.list.emptyTitle} text={texts.list.empty} />;
  return (
    <Message title={texts.list.emptyTitle} text={`${texts.common.today}: ${today}.`}>
      <Button variant="default" onClick={() => onFilter(ofTab('done'))}>
        {texts.tabs.showDone}
      </Button>
    </Message>
  );
}

const SKELETONS = ['a', 'b', 'c', 'd', 'e', 'f'];

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label={texts.common.loading}>
      {SKELETONS.map((key) => (
        <div key={key} className={classes.skeleton}>
          <Skeleton height={16} />
          <Skeleton height={12} width="60%" />
        </div>
      ))}
    </div>
  );
}
