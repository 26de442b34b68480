import { Button, Skeleton } from '@mantine/core';
import type { RefObject } from 'react';
import { type ActionSummary, type Me, ProblemError } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import type { Cursor } from '../queue/useCursor.ts';
import { LateNote } from '../shell/LateNote.tsx';
import { Message } from '../shell/Message.tsx';
import { texts } from '../texts.ts';
import { hrefInHistory } from './address.ts';
import { ALL, type HistoryFilters, narrowingOf, orderOf, scopeOf, toHistoryQuery } from './filters.ts';
import { BehindNumber, HistoryFilterBar } from './HistoryFilterBar.tsx';
import { HistoryList } from './HistoryList.tsx';
import classes from './HistoryScreen.module.css';
import { type useDecided, useHowMany } from './useDecided.ts';

const words = texts.history;

interface HistoryPaneProps {
  me: Me;
  decided: ReturnType<typeof useDecided>;
  actions: ActionSummary[];
  filters: HistoryFilters;
  openId: string | null;
  cursor: Cursor;
  /** How many have been decided since the list was loaded. */
  arrived: number;
  onShowArrived: () => void;
  search: RefObject<HTMLInputElement | null>;
  onFilter: (change: HistoryFilters) => void;
  onOpen: (id: string) => void;
}

/** Filters, how many they let through, the way to take these along, and the list or what stands in its place. */
export function HistoryPane(props: HistoryPaneProps) {
  const { me, decided, filters, arrived, onShowArrived, search, onFilter } = props;
  const query = toHistoryQuery(filters, me);
  const sort = orderOf(filters);
  const howMany = useHowMany(query, sort);
  const isAwaited = decided.isPending || (decided.isPlaceholderData && decided.isFetching);
  return (
    <>
      <HistoryFilterBar me={me} filters={filters} onChange={onFilter} search={search} />
      <BehindNumber filters={filters} onChange={onFilter} />
      <div className={classes.bar}>
        <span role="status">{howMany !== undefined && words.count(howMany.n, howMany.atLeast)}</span>
        {narrowingOf(filters).length > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => onFilter(ALL)}>
            {words.clear}
          </Button>
        )}
        {arrived > 0 && (
          <Button size="compact-xs" onClick={onShowArrived}>
            {words.arrived(arrived)}
          </Button>
        )}
        <a className={classes.export} href={exportOf({ ...query, sort })} download>
          {words.export}
        </a>
      </div>
      {isAwaited && <LateNote of={queryKeys.history({ ...query, sort })} />}
      <Content {...props} />
    </>
  );
}

/** With the mark by which Excel reads it as what it is: who presses a button wants to open it there. */
function exportOf(query: object): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `/api/autonomous-actions/export?${new URLSearchParams([...given, ['bom', 'true']])}`;
}

function Content({ me, decided, actions, filters, openId, cursor, onFilter, onOpen }: HistoryPaneProps) {
  const { isPending, isError, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch, isFetchNextPageError } =
    decided;
  if (isPending) return <Loading />;
  if (isError && actions.length === 0) {
    const text = error instanceof ProblemError ? texts.problem(error.problem) : texts.list.error;
    return (
      <Message title={words.errorTitle} text={text}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  if (actions.length === 0) {
    return narrowingOf(filters).length === 0 ? (
      <Message title={words.emptyTitle} text={words.empty} />
    ) : (
      <Message title={words.emptyFilterTitle}>
        <Button variant="default" onClick={() => onFilter(ALL)}>
          {words.clear}
        </Button>
      </Message>
    );
  }
  return (
    <>
      <HistoryList
        actions={actions}
        sort={orderOf(filters)}
        openId={openId}
        cursor={cursor}
        showsOwner={({ userId }) => scopeOf(filters, me) === 'team' || userId !== me.id}
        hrefOf={(actionId) => hrefInHistory({ actionId, filters })}
        hasMore={hasNextPage && !isFetchNextPageError}
        isLoadingMore={isFetchingNextPage}
        onLoadMore={fetchNextPage}
        onOpen={onOpen}
      />
      {isFetchNextPageError && (
        <div className={classes.bar} role="alert">
          {words.errorTitle}
          <Button size="compact-xs" onClick={() => void fetchNextPage()}>
            {texts.common.retry}
          </Button>
        </div>
      )}
    </>
  );
}

const SKELETONS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label={texts.common.loading}>
      {SKELETONS.map((key) => (
        <div key={key} className={classes.skeleton}>
          <Skeleton height={12} width="40%" />
          <Skeleton height={14} />
          <Skeleton height={12} width="30%" />
        </div>
      ))}
    </div>
  );
}
