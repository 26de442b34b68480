import { Button, Kbd, Switch } from '@mantine/core';
import { Fragment } from 'react';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { Dialog } from './Dialog.tsx';
import classes from './HelpDialog.module.css';
import { SHORTCUTS, singleKeys } from './shortcuts.ts';

const NAMES: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  A: 'Shift A',
  J: 'Shift J',
  K: 'Shift K',
  M: 'Shift M',
  W: 'Shift W',
  S: 'Shift S',
  F: 'Shift F',
  D: 'Shift D',
  U: 'Shift U',
};

interface HelpDialogProps {
  opened: boolean;
  onClose: () => void;
  /** Absent: this screen has no tour. */
  onTour?: () => void;
}

/** Every key there is. */
export function HelpDialog({ opened, onClose, onTour }: HelpDialogProps) {
  const areOn = useStore(singleKeys);
  // Typed by the catalogue: its keys are the groups.
  const groups = Object.keys(texts.shortcuts.groups) as (keyof typeof texts.shortcuts.groups)[];
  return (
    <Dialog title={texts.shortcuts.title} opened={opened} onClose={onClose} size="lg">
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3 className={classes.heading}>{texts.shortcuts.groups[group]}</h3>
            <dl className={classes.keys}>
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map(({ command, keys }) => (
                <div key={command} className={classes.row}>
                  <dt>{texts.shortcuts.keys[command]}</dt>
                  <dd>
                    {keys.map((key, index) => (
                      <Fragment key={key}>
                        {index > 0 && ` ${texts.shortcuts.or} `}
                        <Kbd>{NAMES[key] ?? key.toUpperCase()}</Kbd>
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        checked={areOn}
        onChange={(event) => singleKeys.turn(event.currentTarget.checked)}
        label={texts.shortcuts.on}
        description={texts.shortcuts.onHelp}
      />
      {onTour !== undefined && (
        <Button variant="default" onClick={onTour}>
          {texts.tour.again}
        </Button>
      )}
    </Dialog>
  );
}
