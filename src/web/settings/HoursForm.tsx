import { Button, Checkbox } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { workingHoursOf } from '../../domain/autoExecute.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { HoursFieldset } from '../hours/HoursFieldset.tsx';
import { type HoursErrors, hoursErrorsOf, hoursFieldsOf, hoursOf } from '../hours/hoursForm.ts';
import { texts } from '../texts.ts';
import type { RulesProps } from './rulesProps.ts';
import classes from './SettingsScreen.module.css';

const words = texts.sending.own;

/** When one is at work oneself, or everybody who has not said so. */
export function HoursForm({ level, chosen, inherited, mayChange, save }: RulesProps) {
  const [isInherited, setInherited] = useState(chosen.workingHours === undefined);
  const [fields, setFields] = useState(() => hoursFieldsOf(workingHoursOf(chosen, inherited)));
  const [errors, setErrors] = useState<HoursErrors>({});
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setErrors({});
    setProblem('');
    setSaid('');
    try {
      // Undefined is left out of JSON: it is taken away.
      await save((settings) => ({ ...settings, workingHours: isInherited ? undefined : hoursOf(fields) }));
      setSaid(words.saved);
    } catch (error) {
      const refusal = asProblem(error);
      setErrors(hoursErrorsOf(refusal, '/workingHours'));
      setProblem(refusal.code === 'invalid-request' ? texts.sending.notSaved : texts.problem(refusal));
    }
  };
  const holds = isInherited ? workingHoursOf({}, inherited) : hoursOf(fields);
  return (
    <form className={dialogs.form} onSubmit={(event) => void submit(event)} noValidate>
      <Checkbox
        label={words.inherited[level]}
        checked={isInherited}
        disabled={!mayChange}
        onChange={(event) => setInherited(event.currentTarget.checked)}
      />
      {!isInherited && mayChange && (
        <HoursFieldset
          legend={texts.sending.workspace.hours}
          help={words.help[level]}
          fields={fields}
          errors={errors}
          onChange={setFields}
        />
      )}
      <p className={classes.effect}>{words.willDo(holds)}</p>
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
      {mayChange && (
        <Button type="submit" w="fit-content">
          {words.save}
        </Button>
      )}
    </form>
  );
}
