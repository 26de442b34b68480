import { Button, Kbd } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { fromLocal } from '../edit/localTime.ts';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { checkSnooze, type SnoozeError, snoozeTimes } from './snoozeTimes.ts';
import { TimeField } from './TimeField.tsx';

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
  const [isChoosing, setChoosing] = useState(false);
  const offers = snoozeTimes(Date.now(), format.timeZone);
  const isSnoozed = action.snoozedUntil !== null && Date.parse(action.snoozedUntil) > Date.now();

  const onKeyDown = (event: KeyboardEvent) => {
    const { key, altKey, ctrlKey, metaKey, target } = event;
    if (altKey || ctrlKey || metaKey || target instanceof HTMLInputElement) return;
    const offer = offers[Number(key) - 1];
    if (offer !== undefined) onConfirm(offer[1]);
    else if (Number(key) === offers.length + 1) setChoosing(true);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the buttons in it
    <div className={classes.form} onKeyDown={onKeyDown}>
      <p>{action.contextSummary}</p>
      <p className={classes.help}>
        {words.hides} {action.autoExecuteAt !== null && words.executes(format.dateTime(action.autoExecuteAt))}{' '}
        {words.expires(format.dateTime(action.expiresAt))}
      </p>
      <div className={classes.offers}>
        {offers.map(([choice, until], index) => (
          <Button
            key={choice}
            variant="default"
            justify="space-between"
            data-autofocus={index === 0 || undefined}
            rightSection={<Key of={index + 1} />}
            onClick={() => onConfirm(until)}
          >
            {words.choices[choice]} <span className={classes.when}>{format.dateTime(until)}</span>
          </Button>
        ))}
        {isChoosing ? (
          <ChosenTime onConfirm={onConfirm} />
        ) : (
          <Button
            variant="default"
            justify="space-between"
            rightSection={<Key of={offers.length + 1} />}
            onClick={() => setChoosing(true)}
          >
            {words.chosen}
          </Button>
        )}
        {isSnoozed && (
          <Button variant="light" onClick={() => onConfirm(null)}>
            {words.back}
          </Button>
        )}
      </div>
    </div>
  );
}

function Key({ of }: { of: number }) {
  return (
    <Kbd size="xs" aria-hidden>
      {of}
    </Kbd>
  );
}

function ChosenTime({ onConfirm }: Pick<ChoicesProps, 'onConfirm'>) {
  const { timeZone } = useFormat();
  const [time, setTime] = useState('');
  const [error, setError] = useState<SnoozeError | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const until = fromLocal(time, timeZone);
    const wrong = checkSnooze(until, Date.now());
    setError(wrong);
    if (wrong === null) onConfirm(until);
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TimeField
        value={time}
        onChange={setTime}
        error={error === null ? undefined : texts.dialogs.times.errors[error]}
        autoFocus
      />
      <div className={classes.buttons}>
        <Button type="submit">{words.confirm}</Button>
      </div>
    </form>
  );
}
