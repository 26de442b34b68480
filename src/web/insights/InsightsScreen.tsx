import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { GROUPINGS, PERIODS_DAYS } from '../../domain/insights.ts';
import { useRows } from '../alerts/useRows.ts';
import { type Me, ProblemError } from '../api/client.ts';
import { askWhoIsSignedIn, reloadFailed } from '../api/queries.ts';
import { useFormat } from '../format.ts';
import { useEventStream } from '../queue/useEventStream.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { Header } from '../shell/Header.tsx';
import { HelpDialog } from '../shell/HelpDialog.tsx';
import { Message } from '../shell/Message.tsx';
import { screenKeys } from '../shell/Nav.tsx';
import { Notices } from '../shell/Notices.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { texts } from '../texts.ts';
import { ByPerson } from './ByPerson.tsx';
import { DaysChart } from './charts.tsx';
import { GroupTable } from './GroupTable.tsx';
import classes from './InsightsScreen.module.css';
import { nextOf, type Place, placeHref, readPlace } from './place.ts';
import { Rates } from './Rates.tsx';
import { Totals } from './Totals.tsx';
import { useInsights } from './useInsights.ts';

const words = texts.insights;
/** Of the days, before they are there. */
const CHART_HEIGHT_PX = 160;
/** Figures do not change under one's eyes: that the stream ends says that the session has. */
const NO_EVENTS: readonly string[] = [];

/** What became of drafts, in numbers, each of which leads to the actions behind it. */
export function InsightsScreen({ me }: { me: Me }) {
  const client = useQueryClient();
  const format = useFormat();
  const [place, setPlace] = useState(() => readPlace(location.search));
  const [showsHelp, setHelp] = useState(false);
  const main = useRef<HTMLElement>(null);
  const rows = useRows(main);
  const isAdmin = me.role === 'admin';
  // An administrator owns no deals, whatever a link says.
  const asked = isAdmin ? { ...place, scope: 'team' as const } : place;
  const grouped = useInsights(asked, place.groupBy);
  const daily = useInsights(asked, 'day');
  const { data } = grouped;
  const hasTeam = isAdmin || me.team.some(({ id }) => id !== me.id);
  const mayByPerson = data?.byPerson === true && hasTeam;
  const groupings = GROUPINGS.filter((name) => name !== 'user' || mayByPerson || place.groupBy === 'user');

  const go = (change: Partial<Place>) => {
    const next = { ...place, ...change };
    history.pushState(null, '', placeHref(next));
    setPlace(next);
  };
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
    const follow = () => setPlace(readPlace(location.search));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  useEventStream({
    types: NO_EVENTS,
    onEvent: () => undefined,
    onGap: () => undefined,
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  const stepDays = (by: 1 | -1) => {
    const days = PERIODS_DAYS[PERIODS_DAYS.indexOf(place.days) + by];
    if (days !== undefined) go({ days });
  };
  useShortcuts({
    next: () => rows.step(1),
    previous: () => rows.step(-1),
    shorterTime: () => stepDays(-1),
    longerTime: () => stepDays(1),
    nextGrouping: () => go({ groupBy: nextOf(groupings, place.groupBy) }),
    refresh: () => void client.invalidateQueries({ queryKey: ['insights'] }),
    ...screenKeys,
    help: () => setHelp(true),
  });

  const leavePersons = () => place.groupBy === 'user' && go({ groupBy: 'trigger' });
  const isOwn = !hasTeam || (place.scope === 'own' && !isAdmin);
  return (
    <div className={classes.screen}>
      <Header
        me={me}
        current="insights"
        {...(!isAdmin && { scope: place.scope, onScope: (scope: Place['scope']) => go({ scope }) })}
        onHelp={() => setHelp(true)}
      />
      <main className={classes.main} ref={main}>
        <div className={classes.tools}>
          <h2 className={classes.title}>{words.title}</h2>
          <SegmentedControl
            size="xs"
            aria-label={words.days}
            value={String(place.days)}
            onChange={(chosen) => go({ days: PERIODS_DAYS.find((days) => String(days) === chosen) ?? place.days })}
            transitionDuration={0}
            data={PERIODS_DAYS.map((days) => ({ value: String(days), label: words.lastDays(days) }))}
          />
          {data !== undefined && (
            <span className={classes.note}>{words.period(format.dayOf(data.from), format.dayOf(data.to))}</span>
          )}
        </div>
        <p className={classes.note}>{words.whose[isOwn ? 'own' : isAdmin ? 'everybody' : 'team']}</p>
        {data !== undefined && <ByPerson me={me} isOn={data.byPerson} onOff={leavePersons} />}
        {data === undefined ? (
          grouped.isError ? (
            <Failed error={grouped.error} onRetry={() => void grouped.refetch()} onLeavePersons={leavePersons} />
          ) : (
            <Loading />
          )
        ) : data.items.length === 0 ? (
          <Message title={words.emptyTitle} text={words.empty} />
        ) : (
          <div
            className={classes.figures}
            aria-busy={grouped.isPlaceholderData}
            data-old={grouped.isPlaceholderData || undefined}
          >
            <Rates figures={data.total} />
            <Totals figures={data.total} />
            {daily.data?.groupBy === 'day' ? (
              <DaysChart days={daily.data.items} from={daily.data.from} to={daily.data.to} dayOf={format.dayOf} />
            ) : daily.isError ? (
              <p className={classes.note} role="alert">
                {words.noDays}{' '}
                <Button size="compact-xs" variant="default" onClick={() => void daily.refetch()}>
                  {texts.common.retry}
                </Button>
              </p>
            ) : (
              <Skeleton height={CHART_HEIGHT_PX} />
            )}
            <div className={classes.tools}>
              <SegmentedControl
                size="xs"
                aria-label={words.groupBy}
                value={place.groupBy}
                onChange={(chosen) => go({ groupBy: chosen })}
                transitionDuration={0}
                data={groupings.map((value) => ({ value, label: words.groupings[value] }))}
              />
            </div>
            <GroupTable groupBy={data.groupBy} items={data.items} />
          </div>
        )}
      </main>
      <Notices />
      <SignInAgainDialog me={me} />
      {showsHelp && <HelpDialog opened onClose={() => setHelp(false)} />}
    </div>
  );
}

interface FailedProps {
  error: Error;
  onRetry: () => void;
  onLeavePersons: () => void;
}

/** What a link asks for by person may have been switched off since. */
function Failed({ error, onRetry, onLeavePersons }: FailedProps) {
  if (error instanceof ProblemError && error.problem.code === 'insights-by-person-off') {
    return (
      <Message title={words.errorTitle} text={words.byPerson.off}>
        <Button onClick={onLeavePersons}>{words.byPerson.leave}</Button>
      </Message>
    );
  }
  return (
    <Message title={words.errorTitle} text={words.error}>
      <Button onClick={onRetry}>{texts.common.retry}</Button>
    </Message>
  );
}

function Loading() {
  return (
    <div role="status" aria-label={texts.common.loading} className={classes.loading}>
      <Skeleton height={140} />
      <Skeleton height={60} />
      <Skeleton height={160} />
    </div>
  );
}
