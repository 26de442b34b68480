import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ProblemError, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { rememberPreferences } from './preferences.ts';
import { SessionsDialog } from './SessionsDialog.tsx';
import classes from './UserMenu.module.css';

/** Who is signed in, and the ways out. */
export function UserMenu({ name }: { name: string }) {
  const signOut = useSignOut();
  const [showsSessions, setShowsSessions] = useState(false);
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" c="inherit" fw={400} px={8}>
            <span className={classes.userName}>{name}</span>
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
