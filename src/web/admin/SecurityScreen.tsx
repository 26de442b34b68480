import { Button, Loader, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SECURITY_EVENTS, type SecurityEvent } from '../../domain/securityEvents.ts';
import { api, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { usePeople } from './usePeople.ts';

const words = texts.admin.security;

interface Filter {
  event?: SecurityEvent;
  userId?: string;
}

/** The security trail, the newest first, page by page. */
export function SecurityScreen() {
  const format = useFormat();
  const { data: people = [] } = usePeople();
  const [filter, setFilter] = useState<Filter>({});
  const { data, isError, refetch, hasNextPage, fetchNextPage, isFetching } = useTrail(filter);
  const entries = data?.pages.flatMap(({ items }) => items);
  // What was chosen and taken back is undefined, and would be written so.
  const query = new URLSearchParams(JSON.parse(JSON.stringify(filter)));
  return (
    <>
      <div className={classes.top}>
        <h2 className={classes.title}>{words.title}</h2>
        <Button component="a" variant="default" size="sm" href={`/api/security-trail/export?${query}`} download>
          {words.export}
        </Button>
      </div>
      <p className={classes.help}>{words.help}</p>
      <div className={classes.top}>
        <NativeSelect
          aria-label={words.event}
          value={filter.event ?? ''}
          onChange={(event) => setFilter({ ...filter, event: eventOf(event.currentTarget.value) })}
          data={[
            { value: '', label: words.anyEvent },
            ...Object.entries(SECURITY_EVENTS).map(([value, label]) => ({ value, label })),
          ]}
        />
        <NativeSelect
          aria-label={words.person}
          value={filter.userId ?? ''}
          onChange={(event) => setFilter({ ...filter, userId: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: words.anybody },
            ...people.map(({ id, displayName }) => ({ value: id, label: displayName })),
          ]}
        />
        <span />
      </div>
      {isError && (
        <div role="alert">
          <p>{words.error}</p>
          <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
        </div>
      )}
      {entries === undefined && !isError && <Loader aria-label={texts.common.loading} />}
      {entries?.length === 0 && <p className={classes.help}>{words.none}</p>}
      {entries !== undefined && entries.length > 0 && (
        <ol className={classes.list}>
          {entries.map(({ id, inWords, at, address }) => (
            <li key={id} className={classes.entry}>
              <span>{inWords}</span>
              <span className={classes.when}>
                <time dateTime={at}>{format.dateTime(at)}</time>
                {address === null ? '' : ` · ${words.from(address)}`}
              </span>
            </li>
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button mt={16} variant="default" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  );
}

function useTrail(filter: Filter) {
  return useInfiniteQuery({
    queryKey: queryKeys.securityTrail(filter),
    queryFn: ({ pageParam: before }) =>
      unwrap(api.GET('/api/security-trail', { params: { query: { ...filter, before } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextBefore }) => nextBefore ?? undefined,
    refetchOnMount: 'always',
  });
}

function eventOf(value: string): SecurityEvent | undefined {
  return Object.hasOwn(SECURITY_EVENTS, value) ? (value as SecurityEvent) : undefined;
}
