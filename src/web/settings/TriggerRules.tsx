import { Button, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ACTION_TYPES } from '../../domain/actionTypes.ts';
import { defaultAction } from '../../domain/autoExecute.ts';
import { TRIGGER_TYPES } from '../../domain/triggers.ts';
import type { ActionType, TriggerType } from '../api/client.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import type { RulesProps } from './rulesProps.ts';
import classes from './SettingsScreen.module.css';
import { useHistory } from './useHistory.ts';

const words = texts.settings.triggers;
const PROPOSALS: readonly (ActionType | 'off')[] = [...ACTION_TYPES, 'off'];

/** Which action each trigger proposes, if any. */
export function TriggerRules({ level, chosen, inherited, mayChange, save }: RulesProps) {
  const history = useHistory('trigger', level === 'own' ? 'own' : 'team');
  const work = useWork(async () => undefined);
  const [choices, setChoices] = useState(chosen.triggerActions ?? {});

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      await save((settings) => ({ ...settings, triggerActions: choices }));
      return words.saved;
    });
  };
  const choose = (trigger: TriggerType, value: string) => {
    const { [trigger]: _, ...others } = choices;
    const proposal = PROPOSALS.find((one) => one === value);
    setChoices(proposal === undefined ? others : { ...others, [trigger]: proposal });
  };
  return (
    <form className={dialogs.form} onSubmit={submit}>
      <p className={dialogs.help}>{words.help}</p>
      <ul className={classes.rules}>
        {TRIGGER_TYPES.map((trigger) => (
          <li key={trigger} className={classes.rule}>
            <div className={classes.choice}>
              <h3 className={classes.name}>{texts.triggers[trigger]}</h3>
              <NativeSelect
                size="xs"
                aria-label={texts.triggers[trigger]}
                value={choices[trigger] ?? ''}
                disabled={!mayChange}
                onChange={(event) => choose(trigger, event.currentTarget.value)}
                data={[
                  { value: '', label: words.inherit[level](defaultAction({}, inherited, trigger)) },
                  ...PROPOSALS.map((value) => ({
                    value,
                    label: value === 'off' ? words.off : texts.actionTypes[value],
                  })),
                ]}
              />
            </div>
            <p className={classes.effect}>
              {words.willDo(defaultAction({ triggerActions: choices }, inherited, trigger))} {history(trigger)}
            </p>
          </li>
        ))}
      </ul>
      <p className={dialogs.error} role="alert">
        {work.problem}
      </p>
      <p className={dialogs.left} role="status">
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
