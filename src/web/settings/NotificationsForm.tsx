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
  const [isInherited, setInherited] = useState(chosen.notifications === undefined);
  const [choices, setChoices] = useState<Choices>(() => notificationsOf(chosen, inherited));
  const shown = isInherited ? notificationsOf({}, inherited) : choices;
  const change = (changed: Partial<Choices>) => setChoices((now) => ({ ...now, ...changed }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      // Undefined is left out of JSON: it is taken away.
      await save((settings) => ({ ...settings, notifications: isInherited ? undefined : choices }));
      return words.saved;
    });
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <Checkbox
        label={words.inherited[level]}
        checked={isInherited}
        disabled={!mayChange}
        onChange={({ currentTarget: { checked } }) => setInherited(checked)}
      />
      <NativeSelect
        label={words.atOnce}
        data={AT_ONCE.map((value) => ({ value, label: words.atOnceChoices[value] }))}
        value={shown.atOnce}
        disabled={!mayChange || isInherited}
        onChange={({ currentTarget: { value } }) => change({ atOnce: AT_ONCE.find((one) => one === value) })}
      />
      <NativeSelect
        label={words.by}
        description={words.byHelp}
        data={TOLD_BY.map((value) => ({ value, label: words.byChoices[value] }))}
        value={shown.by}
        disabled={!mayChange || isInherited}
        onChange={({ currentTarget: { value } }) => change({ by: TOLD_BY.find((one) => one === value) })}
      />
      {SWITCHES.map((name) => (
        <Checkbox
          key={name}
          label={words[name]}
          checked={shown[name]}
          disabled={!mayChange || isInherited}
          onChange={({ currentTarget: { checked } }) => change({ [name]: checked })}
        />
      ))}
      <p className={screen.effect}>
        {words.willDo(shown)} {totals}
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
