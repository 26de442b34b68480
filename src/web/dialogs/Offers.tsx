import { Button, Kbd } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { fromLocal } from '../edit/localTime.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { TimeField } from './TimeField.tsx';

export interface Offer {
  label: string;
  /** RFC 3339. */
  time: string;
  /** The same as people read it. */
  when: string;
}

interface OffersProps {
  offers: readonly Offer[];
  /** On the button that asks for a time of one's own, and on the one that takes it. */
  words: { chosen: string; confirm: string };
  /** What is wrong with a time that was chosen. @param time RFC 3339; empty: not filled in */
  check: (time: string) => keyof typeof texts.dialogs.times.errors | null;
  onTake: (time: string) => void;
  /** What stands above, and below. */
  children?: ReactNode;
  below?: ReactNode;
}

/** Moments to choose from, each by its number, or one of one's own. */
export function Offers({ offers, words, check, onTake, children, below }: OffersProps) {
  const [isChoosing, setChoosing] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, altKey, ctrlKey, metaKey, target } = event;
    if (altKey || ctrlKey || metaKey || target instanceof HTMLInputElement) return;
    const offer = offers[Number(key) - 1];
    if (offer !== undefined) onTake(offer.time);
    else if (Number(key) === offers.length + 1) setChoosing(true);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the buttons in it
    <div className={classes.form} onKeyDown={onKeyDown}>
      {children}
      <div className={classes.offers}>
        {offers.map(({ label, time, when }, index) => (
          <Button
            key={label}
            variant="default"
            justify="space-between"
            data-autofocus={index === 0 || undefined}
            rightSection={<Key of={index + 1} />}
            onClick={() => onTake(time)}
          >
            {label} <span className={classes.when}>{when}</span>
          </Button>
        ))}
        {isChoosing ? (
          <ChosenTime check={check} confirm={words.confirm} onTake={onTake} />
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
        {below}
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

function ChosenTime({ check, confirm, onTake }: Pick<OffersProps, 'check' | 'onTake'> & { confirm: string }) {
  const { timeZone } = useFormat();
  const [time, setTime] = useState('');
  const [error, setError] = useState<ReturnType<OffersProps['check']>>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = fromLocal(time, timeZone);
    const wrong = check(chosen);
    setError(wrong);
    if (wrong === null) onTake(chosen);
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
        <Button type="submit">{confirm}</Button>
      </div>
    </form>
  );
}
