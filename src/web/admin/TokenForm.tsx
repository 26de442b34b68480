import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { NewToken, Token } from '../api/client.ts';
import classes from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';

const words = texts.admin.tokens;
/** As short as will do comes first. */
const DAYS = Object.entries(words.daysOf).map(([value, label]) => ({ value, label }));
const DEFAULT_DAYS = '90';

type Verbs = NonNullable<Token['verbs']>;

interface TokenFormProps {
  /** Whether it is a program's: only then can what it does leave unapproved or not. */
  isProgram: boolean;
  mayBeFor: Verbs;
  isBusy: boolean;
  /** Answers whether it was made. */
  make: (body: NewToken) => Promise<boolean>;
}

/** What a new token is for, for how long, and what it may. */
export function TokenForm({ isProgram, mayBeFor, isBusy, make }: TokenFormProps) {
  const [label, setLabel] = useState('');
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [isLimited, setLimited] = useState(false);
  const [verbs, setVerbs] = useState<Verbs>([]);
  const [maySendUnapproved, setMaySendUnapproved] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const limit = isLimited ? { verbs } : {};
    if (await make({ label, days: Number(days), maySendUnapproved, ...limit })) setLabel('');
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        label={words.label}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        required
        maxLength={100}
        data-autofocus
      />
      <NativeSelect
        label={words.days}
        data={DAYS}
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <Checkbox label={words.limit} checked={isLimited} onChange={(event) => setLimited(event.currentTarget.checked)} />
      {isLimited && (
        <fieldset className={classes.fields}>
          <legend className={classes.label}>{words.limits}</legend>
          {mayBeFor.map((verb) => (
            <Checkbox
              key={verb}
              label={words.verbs[verb]}
              checked={verbs.includes(verb)}
              onChange={({ currentTarget: { checked } }) =>
                setVerbs((now) => (checked ? [...now, verb] : now.filter((each) => each !== verb)))
              }
            />
          ))}
        </fieldset>
      )}
      {isProgram && (
        <Checkbox
          label={words.maySendUnapproved}
          checked={maySendUnapproved}
          onChange={(event) => setMaySendUnapproved(event.currentTarget.checked)}
        />
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={isBusy} disabled={isLimited && verbs.length === 0}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}
