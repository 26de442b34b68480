import { useQueryClient } from '@tanstack/react-query';
import { type ComponentType, useEffect } from 'react';
import type { Me } from '../api/client.ts';
import { askWhoIsSignedIn, reloadFailed } from '../api/queries.ts';
import { useEventStream } from '../queue/useEventStream.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { UserMenu } from '../session/UserMenu.tsx';
import { Message } from '../shell/Message.tsx';
import { Notices } from '../shell/Notices.tsx';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { ConnectionsScreen } from './ConnectionsScreen.tsx';
import { PeopleScreen } from './PeopleScreen.tsx';
import { PrivacyScreen } from './PrivacyScreen.tsx';
import { ADMIN_PATHS, type AdminPath } from './paths.ts';
import { SecurityScreen } from './SecurityScreen.tsx';
import { WorkspaceScreen } from './WorkspaceScreen.tsx';

const { nav } = texts.admin;

const SCREENS: Record<AdminPath, { name: string; Screen: ComponentType<{ me: Me }> }> = {
  '/people': { name: nav.people, Screen: PeopleScreen },
  '/workspace': { name: nav.workspace, Screen: WorkspaceScreen },
  '/connections': { name: nav.connections, Screen: ConnectionsScreen },
  '/security': { name: nav.security, Screen: SecurityScreen },
  '/privacy': { name: nav.privacy, Screen: PrivacyScreen },
};

const NO_EVENTS: readonly string[] = [];

/** What administrators have beside the queue; by the path which. */
export function AdminScreen({ me, path }: { me: Me; path: AdminPath }) {
  const client = useQueryClient();
  // Of its events nothing is shown here: that it ends says that the session has.
  useEventStream({
    types: NO_EVENTS,
    onEvent: () => undefined,
    onGap: () => undefined,
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  useEffect(() => {
    document.title = `${SCREENS[path].name} · ${texts.product}`;
  }, [path]);
  if (me.role !== 'admin') {
    return (
      <Message title={texts.product} text={texts.admin.forbidden}>
        <a href="/">{nav.queue}</a>
      </Message>
    );
  }
  const { Screen } = SCREENS[path];
  return (
    <>
      <header className={classes.header}>
        <h1 className={classes.name}>
          {texts.product} <span className={classes.workspace}>{me.workspaceName}</span>
        </h1>
        <nav aria-label={nav.label} className={classes.nav}>
          <a href="/">{nav.queue}</a>
          {ADMIN_PATHS.map((each) => (
            <a href={each} key={each} aria-current={path === each ? 'page' : undefined}>
              {SCREENS[each].name}
            </a>
          ))}
        </nav>
        <div className={classes.tools}>
          <UserMenu name={me.displayName} />
        </div>
      </header>
      <main className={classes.main}>
        <Screen me={me} />
      </main>
      <SignInAgainDialog me={me} />
      <Notices />
    </>
  );
}
