import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { AT_ONCE, TOLD_BY } from '../../domain/notifications.ts';
import type { SettingsAnswer } from '../api/client.ts';
import classes from '../dialogs/dialogs.module.css';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import { useSaveSettings } from './useSettings.ts';

const words = texts.dialogs.notifications;
type Choices = SettingsAnswer['effective']['notifications'];
const SWITCHES = ['digest', 'reminders', 'escalation'] as const;

/** What one is told of one's actions, and where. */
export function NotificationsForm({ settings }: { settings: SettingsAnswer }) {
  const save = useSaveSettings();
  const work = useWork(async () => undefined);
  const [choices, setChoices] = useState<Choices>(settings.effective.notifications);
  const change = (changed: Partial<Choices>) => setChoices((now) => ({ ...now, ...changed }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      await save((own) => ({ ...own, notifications: choices }));
      return words.saved;
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <NativeSelect
        label={words.atOnce}
        data={AT_ONCE.map((value) => ({ value, label: words.atOnceChoices[value] }))}
        value={choices.atOnce}
        onChange={({ currentTarget: { value } }) => change({ atOnce: AT_ONCE.find((one) => one === value) })}
      />
      <NativeSelect
        label={words.by}
        description={words.byHelp}
        data={TOLD_BY.map((value) => ({ value, label: words.byChoices[value] }))}
        value={choices.by}
        onChange={({ currentTarget: { value } }) => change({ by: TOLD_BY.find((one) => one === value) })}
      />
      {SWITCHES.map((name) => (
        <Checkbox
          key={name}
          label={words[name]}
          checked={choices[name]}
          onChange={({ currentTarget: { checked } }) => change({ [name]: checked })}
        />
      ))}
      <p className={classes.error} role="alert">
        {work.problem}
      </p>
      <p className={classes.help} role="status">
        {work.said}
      </p>
      <Button type="submit" w="fit-content" disabled={work.isBusy}>
        {words.save}
      </Button>
    </form>
  );
}
