import { Button } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { TimelineSubject } from '../../domain/timeline.ts';
import { useRows } from '../alerts/useRows.ts';
import type { Me } from '../api/client.ts';
import { askWhoIsSignedIn, reloadFailed } from '../api/queries.ts';
import { CrmLink } from '../detail/CrmLink.tsx';
import { ACTION_EVENTS } from '../queue/liveEvents.ts';
import { useEventStream } from '../queue/useEventStream.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { Header } from '../shell/Header.tsx';
import { HelpDialog } from '../shell/HelpDialog.tsx';
import { screenKeys } from '../shell/Nav.tsx';
import { Notices } from '../shell/Notices.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { texts } from '../texts.ts';
import { TimelineList } from './TimelineList.tsx';
import classes from './TimelineScreen.module.css';
import { timelineKey, useTimeline } from './useTimeline.ts';

/** Whatever may have added to it. */
const TYPES = ['alert.created', ...ACTION_EVENTS];
/** Many events, of whichever deals, are asked for once. */
const REFRESH_DELAY_MS = 500;

/** "Why did nothing happen?": all that was seen of one record of the CRM, what it came to, and what was done. */
export function TimelineScreen({ me, subject }: { me: Me; subject: TimelineSubject }) {
  const client = useQueryClient();
  const timeline = useTimeline(subject);
  const [showsHelp, setHelp] = useState(false);
  const list = useRef<HTMLElement>(null);
  const rows = useRows(list);
  const [first] = timeline.data?.pages ?? [];
  const name = first?.name ?? `${subject.crm} ${subject.id}`;
  // What is being loaded already, older entries as well, comes to its end.
  const refresh = () => void client.invalidateQueries({ queryKey: timelineKey(subject) }, { cancelRefetch: false });
  const refreshSoon = useDebouncedCallback(refresh, REFRESH_DELAY_MS);

  useEventStream({
    types: TYPES,
    onEvent: refreshSoon,
    onGap: () => void client.invalidateQueries(),
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  useEffect(() => {
    document.title = `${name} · ${texts.product}`;
  }, [name]);
  useShortcuts({
    next: () => rows.step(1),
    previous: () => rows.step(-1),
    open: () => rows.open(),
    close: goBack,
    refresh,
    ...screenKeys,
    help: () => setHelp(true),
  });

  return (
    <div className={classes.screen}>
      <Header me={me} current={null} onHelp={() => setHelp(true)} />
      <main className={classes.main} ref={list}>
        <div className={classes.top}>
          <div>
            <p className={classes.kind}>{texts.timeline.kinds[subject.kind]}</p>
            <h2 className={classes.name}>
              <CrmLink url={first?.url}>{name}</CrmLink>
            </h2>
            <p className={classes.intro}>{texts.timeline.intro}</p>
          </div>
          <Button size="xs" variant="default" onClick={goBack}>
            {texts.timeline.back}
          </Button>
        </div>
        <TimelineList timeline={timeline} />
      </main>
      <Notices />
      <SignInAgainDialog me={me} />
      {showsHelp && <HelpDialog opened onClose={() => setHelp(false)} />}
    </div>
  );
}

/** To where one came from; whoever opened it in a tab of its own gets to the queue. */
function goBack(): void {
  if (history.length > 1) history.back();
  else screenKeys.goQueue();
}
