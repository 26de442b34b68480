import { Button, Skeleton } from '@mantine/core';
import { ProblemError, type TimelineEntry } from '../api/client.ts';
import { Outward } from '../detail/Outward.tsx';
import { useFormat } from '../format.ts';
import { hrefOf } from '../shell/address.ts';
import { dayInWords } from '../shell/dayInWords.ts';
import { Message } from '../shell/Message.tsx';
import { texts } from '../texts.ts';
import classes from './TimelineScreen.module.css';
import type { useTimeline } from './useTimeline.ts';

const { timeline: words } = texts;

/** Day by day. */
export function TimelineList({ timeline }: { timeline: ReturnType<typeof useTimeline> }) {
  const format = useFormat();
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } =
    timeline;
  if (isPending) return <Loading />;
  if (data === undefined) {
    if (error instanceof ProblemError && [403, 404, 422].includes(error.problem.status)) {
      return <Message title={words.notFoundTitle} text={words.notFound} />;
    }
    return (
      <Message title={words.errorTitle} text={words.error}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  const entries = data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) return <Message title={words.emptyTitle} text={words.empty} />;
  return (
    <div data-queue>
      {byDay(entries, format.day).map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h3 className={classes.day}>{dayInWords(day, format)}</h3>
          <ol className={classes.list}>
            {ofDay.map((entry) => (
              <Entry key={entry.key} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {hasNextPage && (
        <p className={classes.more} role={isFetchNextPageError ? 'alert' : undefined}>
          {isFetchNextPageError && `${words.errorTitle} `}
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </p>
      )}
    </div>
  );
}

function byDay(entries: TimelineEntry[], dateOf: (time: string) => string): [day: string, ofDay: TimelineEntry[]][] {
  const days = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const day = dateOf(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { source, inWords, cameTo, actionType, triggerType, outcome } = entry;
  const format = useFormat();
  const isNothing = source === 'inbox' || (outcome !== null && outcome !== 'created' && outcome !== 'duplicate');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move to it
    <li className={classes.entry} data-row-id={entry.key} data-source={source} data-row tabIndex={0}>
      <time className={classes.at} dateTime={entry.at} title={format.dateTime(entry.at)}>
        {format.clock(entry.at)}
      </time>
      <div className={classes.what}>
        <p className={classes.head}>
          <span className={classes.source}>{words.sources[source]}</span>
          {source === 'trigger' && triggerType !== null && <span>{texts.triggers[triggerType]}</span>}
          {source !== 'trigger' && actionType !== null && <span>{texts.actionTypes[actionType]}</span>}
          <Happened entry={entry} />
          <Links entry={entry} />
        </p>
        <p className={classes.words}>{inWords}</p>
        {cameTo !== null && (
          <p className={classes.cameTo} data-nothing={isNothing || undefined}>
            {cameTo}
          </p>
        )}
      </div>
    </li>
  );
}

/** The ways to the action and to the workflow behind it. */
function Links({ entry: { actionId, workflowUrl } }: { entry: TimelineEntry }) {
  if (actionId === null) return null;
  return (
    <span className={classes.links}>
      <a href={hrefOf({ actionId, filters: {} })} data-opens>
        {words.open}
      </a>
      {workflowUrl !== null && <Outward url={workflowUrl}>{words.workflow}</Outward>}
    </span>
  );
}

const LATE_MS = 60 * 60 * 1_000;

/** Where it was seen long after. */
function Happened({ entry: { at, occurredAt } }: { entry: TimelineEntry }) {
  const format = useFormat();
  if (occurredAt === null || Date.parse(at) - Date.parse(occurredAt) < LATE_MS) return null;
  return <span>{words.happened(format.dateTime(occurredAt))}</span>;
}

const SKELETONS = ['a', 'b', 'c', 'd', 'e'];

function Loading() {
  return (
    <div role="status" aria-label={texts.common.loading} className={classes.loading}>
      {SKELETONS.map((key) => (
        <Skeleton key={key} height={44} />
      ))}
    </div>
  );
}
