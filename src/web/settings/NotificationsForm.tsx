import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { AT_ONCE, notificationsOf, TOLD_BY } from '../../domain/notifications.ts';
import type { SettingsAnswer } from '../api/client.ts';
import classes from '../dialogs/dialogs.module.css';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import type { RulesProps } from './rulesProps.ts';
import screen from './SettingsScreen.module.css';
import { useTotals } from './useHistory.ts';

const words = texts.dialogs.notifications;
type Choices = SettingsAnswer['effective']['notifications'];
const SWITCHES = ['digest', 'reminders', 'escalation'] as const;

/** What one is told of one's actions, and where; or everybody who has chosen nothing. */
export function NotificationsForm({ level, chosen, inherited, mayChange, save }: RulesProps) {
  const totals = useTotals(level === 'own' ? 'own' : 'team');
  const work = useWork(async () => undefined);
  const [choices, setChoices] = useState<Choices>(() => notificationsOf(chosen, inherited));
  const change = (changed: Partial<Choices>) => setChoices((now) => ({ ...now, ...changed }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      await save((settings) => ({ ...settings, notifications: choices }));
      return words.saved;
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <NativeSelect
        label={words.atOnce}
        data={AT_ONCE.map((value) => ({ value, label: words.atOnceChoices[value] }))}
        value={choices.atOnce}
        disabled={!mayChange}
        onChange={({ currentTarget: { value } }) => change({ atOnce: AT_ONCE.find((one) => one === value) })}
      />
      <NativeSelect
        label={words.by}
        description={words.byHelp}
        data={TOLD_BY.map((value) => ({ value, label: words.byChoices[value] }))}
        value={choices.by}
        disabled={!mayChange}
        onChange={({ currentTarget: { value } }) => change({ by: TOLD_BY.find((one) => one === value) })}
      />
      {SWITCHES.map((name) => (
        <Checkbox
          key={name}
          label={words[name]}
          checked={choices[name]}
          disabled={!mayChange}
          onChange={({ currentTarget: { checked } }) => change({ [name]: checked })}
        />
      ))}
      <p className={screen.effect}>
        {words.willDo(choices)} {totals}
      </p>
      <p className={classes.error} role="alert">
        {work.problem}
      </p>
      <p className={classes.help} role="status">
        {work.said}
      </p>
      {mayChange && (
        <Button type="submit" w="fit-content" disabled={work.isBusy}>
          {words.save}
        </Button>
      )}
    </form>
  );
}
