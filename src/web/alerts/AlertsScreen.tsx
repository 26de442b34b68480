import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Me } from '../api/client.ts';
import { type AlertFilter, askWhoIsSignedIn, queryKeys, reloadFailed, useAlerts } from '../api/queries.ts';
import { useEventStream } from '../queue/useEventStream.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { Header } from '../shell/Header.tsx';
import { HelpDialog } from '../shell/HelpDialog.tsx';
import { screenKeys } from '../shell/Nav.tsx';
import { Notices } from '../shell/Notices.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { texts } from '../texts.ts';
import { AlertList } from './AlertList.tsx';
import classes from './AlertsScreen.module.css';
import { useMarking } from './useMarking.ts';
import { useRows } from './useRows.ts';

const TYPES = ['alert.created', 'alert.read'];

/** What has happened to one's deals and contacts, the newest first; each leads to the action that it made or joined. */
export function AlertsScreen({ me }: { me: Me }) {
  const client = useQueryClient();
  const [filter, setFilter] = useState<AlertFilter>({ scope: 'own', unread: false });
  const [arrived, setArrived] = useState(0);
  const [showsHelp, setHelp] = useState(false);
  const alerts = useAlerts(filter);
  const list = useRef<HTMLElement>(null);
  const rows = useRows(list);
  const marking = useMarking();
  const mayMark = me.may.includes('alerts.mark') && me.role !== 'admin';
  const items = alerts.data?.pages.flatMap((page) => page.items) ?? [];

  const choose = (change: Partial<AlertFilter>) => {
    setFilter((chosen) => ({ ...chosen, ...change }));
    setArrived(0);
  };
  const showArrived = () => {
    setArrived(0);
    void client.invalidateQueries({ queryKey: queryKeys.allAlerts });
  };

  useEventStream({
    types: TYPES,
    onEvent(type, data) {
      // The stream's own page describes it; it is our server's.
      const { alertId, userId } = data as { alertId: string; userId: string };
      if (type === 'alert.read') marking.noteRead(alertId);
      else if (filter.scope === 'team' || userId === me.id) setArrived((count) => count + 1);
    },
    onGap: () => void client.invalidateQueries(),
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  useEffect(() => {
    document.title = `${texts.alerts.title} · ${texts.product}`;
  }, []);

  const current = () => items.find(({ id }) => id === rows.current());
  const markCurrent = () => {
    const alert = current();
    if (alert !== undefined && alert.userId === me.id && mayMark) void marking.mark(alert);
  };
  useShortcuts({
    next: () => rows.step(1),
    previous: () => rows.step(-1),
    open: () => rows.open(),
    markRead: markCurrent,
    markAllRead: () => mayMark && void marking.markAll(),
    unread: () => choose({ unread: !filter.unread }),
    refresh: showArrived,
    ...screenKeys,
    help: () => setHelp(true),
  });

  const hasTeam = me.role === 'admin' || me.team.some(({ id }) => id !== me.id);
  return (
    <div className={classes.screen}>
      <Header me={me} current="alerts" onHelp={() => setHelp(true)} />
      <main className={classes.main} ref={list}>
        <div className={classes.tools}>
          {hasTeam && (
            <SegmentedControl
              size="xs"
              aria-label={texts.alerts.whose}
              value={filter.scope}
              onChange={(scope) => choose({ scope })}
              transitionDuration={0}
              data={[
                { value: 'own', label: texts.alerts.own },
                { value: 'team', label: me.role === 'admin' ? texts.shell.everybody : texts.shell.team },
              ]}
            />
          )}
          <Button
            size="xs"
            variant={filter.unread ? 'filled' : 'default'}
            aria-pressed={filter.unread}
            onClick={() => choose({ unread: !filter.unread })}
          >
            {texts.alerts.unreadOnly}
          </Button>
          {mayMark && (
            <Button size="xs" variant="default" onClick={() => void marking.markAll()}>
              {texts.alerts.markAllRead}
            </Button>
          )}
          <span role="status" className={classes.arrived}>
            {arrived > 0 && (
              <Button size="compact-xs" onClick={showArrived}>
                {texts.alerts.arrived(arrived)}
              </Button>
            )}
          </span>
        </div>
        <AlertList
          alerts={alerts}
          items={items}
          me={me}
          filter={filter}
          onOpen={(alert) => void (alert.userId === me.id && mayMark && marking.mark(alert))}
          onShowAll={() => choose({ unread: false })}
        />
      </main>
      <Notices />
      <SignInAgainDialog me={me} />
      {showsHelp && <HelpDialog opened onClose={() => setHelp(false)} />}
    </div>
  );
}
