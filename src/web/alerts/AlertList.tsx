import { Button, Skeleton } from '@mantine/core';
import type { Alert, Me } from '../api/client.ts';
import type { AlertFilter, useAlerts } from '../api/queries.ts';
import { useFormat } from '../format.ts';
import { hrefOf } from '../shell/address.ts';
import { dayInWords } from '../shell/dayInWords.ts';
import { Message } from '../shell/Message.tsx';
import { texts } from '../texts.ts';
import classes from './AlertsScreen.module.css';

interface AlertListProps {
  alerts: ReturnType<typeof useAlerts>;
  items: Alert[];
  me: Me;
  filter: AlertFilter;
  onOpen: (alert: Alert) => void;
  onShowAll: () => void;
}

/** Day by day. */
export function AlertList({ alerts, items, me, filter, onOpen, onShowAll }: AlertListProps) {
  const format = useFormat();
  const { isPending, isError, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = alerts;
  if (isPending) return <Loading />;
  if (isError && items.length === 0) {
    return (
      <Message title={texts.alerts.errorTitle} text={texts.alerts.error}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  if (items.length === 0) {
    return filter.unread ? (
      <Message title={texts.alerts.emptyUnreadTitle} text={texts.alerts.emptyUnread}>
        <Button variant="default" onClick={onShowAll}>
          {texts.alerts.showAll}
        </Button>
      </Message>
    ) : (
      <Message title={texts.alerts.emptyTitle} text={texts.alerts.empty} />
    );
  }
  const days = byDay(items, format.day);
  return (
    <div data-queue>
      {days.map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className={classes.day}>{dayInWords(day, format)}</h2>
          <ul className={classes.list}>
            {ofDay.map((alert) => (
              <Row key={alert.id} alert={alert} owner={ownerOf(alert, me)} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <p className={classes.more}>
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {texts.alerts.more}
          </Button>
        </p>
      )}
    </div>
  );
}

/** Somebody else's name; undefined: it is one's own. */
function ownerOf({ userId }: Alert, me: Me): string | undefined {
  if (userId === me.id) return undefined;
  return [...me.team, ...me.covering].find(({ id }) => id === userId)?.displayName ?? userId;
}

function byDay(alerts: Alert[], dateOf: (time: string) => string): [day: string, ofDay: Alert[]][] {
  const days = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const day = dateOf(alert.createdAt);
    days.set(day, [...(days.get(day) ?? []), alert]);
  }
  return [...days];
}

interface RowProps {
  alert: Alert;
  owner: string | undefined;
  onOpen: (alert: Alert) => void;
}

function Row({ alert, owner, onOpen }: RowProps) {
  const { actionId, severity, triggerType, summary, subject, readAt } = alert;
  const about = [subject.company?.name, subject.deal?.name].filter((name) => name !== undefined);
  const content = (
    <>
      <span className={classes.head}>
        {readAt === null && (
          <span className={classes.dot}>
            <span className="visually-hidden">{texts.alerts.unread}</span>
          </span>
        )}
        {severity !== 'info' && (
          <span className={classes.severity} data-severity={severity}>
            {texts.alerts.severities[severity]}
          </span>
        )}
        <span className={classes.trigger}>{texts.triggers[triggerType]}</span>
        {owner !== undefined && <span>{texts.alerts.of(owner)}</span>}
        <At time={alert.createdAt} />
      </span>
      <span className={classes.summary}>{summary}</span>
      <span className={classes.about}>
        {[...new Set(about), ...(actionId === null ? [texts.alerts.noAction] : [])].join(' · ')}
      </span>
    </>
  );
  return (
    <li
      className={classes.row}
      data-row-id={alert.id}
      data-alert-id={alert.id}
      data-unread={readAt === null || undefined}
    >
      {actionId === null ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move to it, and mark it as read
        <div className={classes.link} tabIndex={0} data-row>
          {content}
        </div>
      ) : (
        <a className={classes.link} href={hrefOf({ actionId, filters: {} })} data-row onClick={() => onOpen(alert)}>
          {content}
        </a>
      )}
    </li>
  );
}

function At({ time }: { time: string }) {
  const format = useFormat();
  return (
    <time className={classes.at} dateTime={time} title={format.dateTime(time)}>
      {format.clock(time)}
    </time>
  );
}

const SKELETONS = ['a', 'b', 'c', 'd', 'e', 'f'];

function Loading() {
  return (
    <div role="status" aria-label={texts.common.loading}>
      {SKELETONS.map((key) => (
        <div key={key} className={classes.skeleton}>
          <Skeleton height={12} width="30%" />
          <Skeleton height={16} />
        </div>
      ))}
    </div>
  );
}
