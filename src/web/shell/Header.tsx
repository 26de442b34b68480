import { ActionIcon, Button, Menu, NativeSelect, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Me, ProblemError, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { rememberPreferences } from '../session/preferences.ts';
import { SessionsDialog } from '../session/SessionsDialog.tsx';
import { texts } from '../texts.ts';
import { useConnection } from './connection.ts';
import classes from './Header.module.css';
import { notify } from './notices.ts';

interface HeaderProps {
  me: Me;
  scope: 'own' | 'team';
  onScope: (scope: 'own' | 'team') => void;
  onSettings: () => void;
  onHelp: () => void;
}

/** Whose queue this is, how it stands with the server, and what belongs to the whole application. */
export function Header({ me, scope, onScope, onSettings, onHelp }: HeaderProps) {
  const status = useConnection();
  const isAdmin = me.role === 'admin';
  const hasTeam = isAdmin || me.team.some(({ id }) => id !== me.id);
  return (
    <header className={classes.header}>
      <h1 className={classes.name}>
        {texts.product}
        <span className={classes.workspace}>{me.workspaceName}</span>
      </h1>
      {hasTeam && (
        <SegmentedControl
          size="xs"
          aria-label={texts.shell.whose}
          value={scope}
          onChange={onScope}
          transitionDuration={0}
          data={[
            { value: 'own', label: texts.shell.own },
            { value: 'team', label: isAdmin ? texts.shell.everybody : texts.shell.team },
          ]}
        />
      )}
      <span className={classes.status} data-status={status}>
        {texts.shell.connection[status]}
      </span>
      <div className={classes.tools}>
        <ColorScheme />
        {isAdmin && (
          <Button
            component="a"
            href="/people"
            variant="subtle"
            color="gray"
            size="compact-sm"
            c="inherit"
            fw={400}
            px={8}
          >
            {texts.admin.nav.people}
          </Button>
        )}
        <Button variant="subtle" color="gray" size="compact-sm" c="inherit" fw={400} px={8} onClick={onSettings}>
          {texts.shell.settings}
        </Button>
        <ActionIcon variant="subtle" color="gray" c="inherit" aria-label={texts.shell.help} onClick={onHelp}>
          ?
        </ActionIcon>
        <UserMenu name={me.displayName} />
      </div>
    </header>
  );
}

const SCHEMES = ['auto', 'light', 'dark'] as const;

function ColorScheme() {
  // Mantine would hold transitions by a style element, which the CSP refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <NativeSelect
      size="xs"
      variant="unstyled"
      aria-label={texts.shell.colors}
      value={colorScheme}
      onChange={(event) => setColorScheme(SCHEMES.find((scheme) => scheme === event.currentTarget.value) ?? 'auto')}
      data={SCHEMES.map((value) => ({ value, label: texts.shell.colorScheme[value] }))}
    />
  );
}

/** Who is signed in, and the ways out. */
function UserMenu({ name }: { name: string }) {
  const signOut = useSignOut();
  const [showsSessions, setShowsSessions] = useState(false);
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" c="inherit" fw={400} px={8}>
            <span className={classes.user}>{name}</span>
            <span className={classes.account}>{texts.session.account}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{name}</Menu.Label>
          <Menu.Item onClick={() => setShowsSessions(true)}>{texts.session.where.menu}</Menu.Item>
          <Menu.Item onClick={() => void signOut('here')}>{texts.session.signOut}</Menu.Item>
          <Menu.Item onClick={() => void signOut('everywhere')}>{texts.session.signOutEverywhere}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SessionsDialog opened={showsSessions} onClose={() => setShowsSessions(false)} />
    </>
  );
}

function useSignOut(): (where: 'here' | 'everywhere') => Promise<void> {
  const client = useQueryClient();
  return async (where) => {
    const restore = rememberPreferences(() => localStorage);
    let there = '/';
    try {
      const answer = await unwrap(where === 'here' ? api.DELETE('/session') : api.DELETE('/api/sessions'));
      // The company's account signs out there, too.
      if (answer != null) there = answer.goTo;
    } catch (error) {
      if (error instanceof ProblemError) return notify({ kind: 'error', text: texts.problem(error.problem) });
      throw error;
    }
    restore();
    client.clear();
    client.setQueryData(queryKeys.me, null);
    // What was on the screen is not to be found again in the page.
    location.assign(there);
  };
}
