import { Button } from '@mantine/core';
import type { ActionSummary } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { Offers } from './Offers.tsx';
import { checkSnooze, snoozeTimes } from './snoozeTimes.ts';

const words = texts.dialogs.snooze;

interface ChoicesProps {
  action: ActionSummary;
  /** Closing is the caller's. @param until RFC 3339; null: back in the queue */
  onConfirm: (until: string | null) => void;
}

interface SnoozeDialogProps extends Omit<ChoicesProps, 'action'> {
  /** null where it is closed. */
  action: ActionSummary | null;
  opened: boolean;
  onClose: () => void;
}

/** Until when an action is hidden from one's own queue; says what happens to it meanwhile all the same. */
export function SnoozeDialog({ action, opened, onClose, onConfirm }: SnoozeDialogProps) {
  return (
    <Dialog title={words.title} opened={opened} onClose={onClose}>
      {action !== null && <Choices action={action} onConfirm={onConfirm} />}
    </Dialog>
  );
}

function Choices({ action, onConfirm }: ChoicesProps) {
  const format = useFormat();
  const offers = snoozeTimes(Date.now(), format.timeZone).map(([choice, time]) => ({
    label: words.choices[choice],
    time,
    when: format.dateTime(time),
  }));
  const isSnoozed = action.snoozedUntil !== null && Date.parse(action.snoozedUntil) > Date.now();
  const back = isSnoozed && (
    <Button variant="light" onClick={() => onConfirm(null)}>
      {words.back}
    </Button>
  );
  return (
    <Offers
      offers={offers}
      words={words}
      check={(until) => checkSnooze(until, Date.now())}
      onTake={onConfirm}
      below={back}
    >
      <p>{action.contextSummary}</p>
      <p className={classes.help}>
        {words.hides} {action.autoExecuteAt !== null && words.executes(format.dateTime(action.autoExecuteAt))}{' '}
        {words.expires(format.dateTime(action.expiresAt))}
      </p>
    </Offers>
  );
}
