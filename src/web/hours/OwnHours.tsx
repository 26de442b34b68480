import { Button, Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type SettingsAnswer, unwrap } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import { HoursFieldset } from './HoursFieldset.tsx';
import { type HoursErrors, hoursErrorsOf, hoursFieldsOf, hoursOf } from './hoursForm.ts';

const words = texts.sending.own;

/** When one is at work oneself. */
export function OwnHours({ settings }: { settings: SettingsAnswer }) {
  const client = useQueryClient();
  const [isInherited, setInherited] = useState(settings.own.workingHours === undefined);
  const [fields, setFields] = useState(() => hoursFieldsOf(settings.effective.workingHours));
  const [errors, setErrors] = useState<HoursErrors>({});
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setErrors({});
    setProblem('');
    setSaid('');
    try {
      // Read anew: PUT replaces all of them, and they may have been changed since the screen opened.
      const { own } = await unwrap(api.GET('/api/settings'));
      const { workingHours: _, ...others } = own;
      const body = isInherited ? others : { ...others, workingHours: hoursOf(fields) };
      await unwrap(api.PUT('/api/settings', { body }));
      void client.invalidateQueries({ queryKey: queryKeys.settings, refetchType: 'none' });
      setSaid(words.saved);
    } catch (error) {
      noticeSignOut(client, error);
      const refusal = asProblem(error);
      setErrors(hoursErrorsOf(refusal, '/workingHours'));
      setProblem(refusal.code === 'invalid-request' ? texts.sending.notSaved : texts.problem(refusal));
    }
  };
  return (
    <form className={dialogs.form} onSubmit={(event) => void submit(event)} noValidate>
      <Checkbox
        label={words.inherited}
        checked={isInherited}
        onChange={(event) => setInherited(event.currentTarget.checked)}
      />
      {!isInherited && (
        <HoursFieldset
          legend={texts.sending.workspace.hours}
          help={words.help}
          fields={fields}
          errors={errors}
          onChange={setFields}
        />
      )}
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
      <Button type="submit" variant="default" w="fit-content">
        {words.save}
      </Button>
    </form>
  );
}
