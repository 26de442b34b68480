import { ActionIcon, Button, NativeSelect, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import type { Me } from '../api/client.ts';
import { UserMenu } from '../session/UserMenu.tsx';
import { texts } from '../texts.ts';
import { useConnection } from './connection.ts';
import classes from './Header.module.css';
import { Nav, type ScreenName } from './Nav.tsx';

interface HeaderProps {
  me: Me;
  /** null: one that the navigation does not name. */
  current: ScreenName | null;
  /** Whose things are shown; absent, as all that follow: this screen does not have it. */
  scope?: 'own' | 'team';
  onScope?: (scope: 'own' | 'team') => void;
  onHelp?: () => void;
}

/** The other screens, whose queue this is, how it stands with the server, and what belongs to the whole application. */
export function Header({ me, scope, onScope, current, onHelp }: HeaderProps) {
  const status = useConnection();
  const isQueue = current === 'queue';
  const isAdmin = me.role === 'admin';
  const hasTeam = isAdmin || me.team.some(({ id }) => id !== me.id);
  return (
    <header className={classes.header}>
      <h1 className={classes.name}>
        {texts.product}
        <span className={classes.workspace}>{me.workspaceName}</span>
      </h1>
      <Nav me={me} current={current} />
      {hasTeam && onScope !== undefined && (
        <SegmentedControl
          size="xs"
          aria-label={isQueue ? texts.shell.whose : texts.shell.whoseElsewhere}
          value={scope}
          onChange={onScope}
          transitionDuration={0}
          data={[
            { value: 'own', label: isQueue ? texts.shell.own : texts.alerts.own },
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
        {onHelp !== undefined && (
          <ActionIcon
            variant="subtle"
            color="gray"
            c="inherit"
            aria-label={texts.shell.help}
            data-tour="help"
            onClick={onHelp}
          >
            ?
          </ActionIcon>
        )}
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
