import { Button, Loader } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { isAdminPath } from './admin/paths.ts';
import type { Me } from './api/client.ts';
import { queryKeys, useMe } from './api/queries.ts';
import { createFormat, FormatContext } from './format.ts';
import { QueueScreen } from './queue/QueueScreen.tsx';
import { takeRefusal } from './session/refusal.ts';
import { SessionScreen } from './session/SessionScreen.tsx';
import { LateNote } from './shell/LateNote.tsx';
import { Message } from './shell/Message.tsx';
import { PATHS } from './shell/Nav.tsx';
import { notify } from './shell/notices.ts';
import { texts } from './texts.ts';
import { readTimelinePath } from './timeline/path.ts';

/** Seen once in the life of an installation: everybody else need not load it. */
const SetupScreen = lazy(() => import('./session/SetupScreen.tsx').then((module) => ({ default: module.SetupScreen })));

const AlertsScreen = lazy(() =>
  import('./alerts/AlertsScreen.tsx').then((module) => ({ default: module.AlertsScreen })),
);

const HistoryScreen = lazy(() =>
  import('./history/HistoryScreen.tsx').then((module) => ({ default: module.HistoryScreen })),
);

const InsightsScreen = lazy(() =>
  import('./insights/InsightsScreen.tsx').then((module) => ({ default: module.InsightsScreen })),
);

const SettingsScreen = lazy(() =>
  import('./settings/SettingsScreen.tsx').then((module) => ({ default: module.SettingsScreen })),
);

const TimelineScreen = lazy(() =>
  import('./timeline/TimelineScreen.tsx').then((module) => ({ default: module.TimelineScreen })),
);

/** Few are administrators, and those look at it seldom. */
const AdminScreen = lazy(() => import('./admin/AdminScreen.tsx').then((module) => ({ default: module.AdminScreen })));

/** The setup where its link was opened; else the session screen, or the queue of whoever is signed in. */
export function App() {
  // The path of the link that an API without a workspace prints: see src/startup.ts.
  if (location.pathname !== '/setup') return <Entrance />;
  return (
    <Suspense fallback={<Loading />}>
      <SetupScreen />
    </Suspense>
  );
}

function Entrance() {
  // Read as the page comes, before anything else changes the address.
  const [refusal, setRefusal] = useState(takeRefusal);
  const forget = useCallback(() => setRefusal(undefined), []);
  const { data: me, isPending, isError, refetch } = useMe();
  if (isPending) {
    return (
      <Loading>
        <LateNote of={queryKeys.me} />
      </Loading>
    );
  }
  if (isError && me === undefined) {
    return (
      <Message title={texts.list.errorTitle} text={texts.list.error}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  return me == null ? (
    <SessionScreen refusal={refusal} onSignedIn={forget} />
  ) : (
    <SignedIn me={me} refusal={refusal} onTold={forget} key={me.id} />
  );
}

function Loading({ children }: { children?: ReactNode }) {
  return (
    <Message>
      <Loader aria-label={texts.common.loading} />
      {children}
    </Message>
  );
}

interface SignedInProps {
  me: Me;
  refusal: string | undefined;
  onTold: () => void;
}

function SignedIn({ me, refusal, onTold }: SignedInProps) {
  const { locale, timeZone } = me;
  const format = useMemo(() => createFormat({ locale, timeZone }), [locale, timeZone]);
  // Somebody who is signed in has tried to sign in again, or to link an account.
  useEffect(() => {
    if (refusal === undefined) return;
    notify({ kind: 'error', text: refusal });
    onTold();
  }, [refusal, onTold]);
  return (
    <FormatContext value={format}>
      <Suspense fallback={<Loading />}>
        <ScreenAt path={location.pathname} me={me} />
      </Suspense>
    </FormatContext>
  );
}

function ScreenAt({ path, me }: { path: string; me: Me }) {
  if (isAdminPath(path)) return <AdminScreen me={me} path={path} />;
  if (path === PATHS.settings) return <SettingsScreen me={me} />;
  const subject = readTimelinePath(path);
  if (subject !== undefined) return <TimelineScreen me={me} subject={subject} />;
  if (path === PATHS.insights) return <InsightsScreen me={me} />;
  if (path === PATHS.history) return <HistoryScreen me={me} />;
  return path === PATHS.alerts ? <AlertsScreen me={me} /> : <QueueScreen me={me} />;
}
