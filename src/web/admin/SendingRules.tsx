import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { DEFAULT_WORKING_HOURS } from '../../domain/workingHours.ts';
import { api, unwrap, type WorkspaceSettings } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { HoursFieldset } from '../hours/HoursFieldset.tsx';
import { hoursErrorsOf } from '../hours/hoursForm.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { CAPS, type CapName, invalidCaps, type RulesFields, rulesFieldsOf, withRules } from './sendingRulesForm.ts';

const words = texts.sending.workspace;

/** When emails to contacts leave and how many, and when people work who have not said so themselves. */
export function SendingRules() {
  const { data, isError, refetch } = useQuery({
    queryKey: queryKeys.workspaceSettings,
    queryFn: () => unwrap(api.GET('/api/workspace/settings')),
    refetchOnMount: 'always',
  });
  return (
    <section className={classes.apart} aria-label={words.title}>
      <h3 className={classes.title}>{words.title}</h3>
      {isError && (
        <p role="alert">
          {words.error} <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
        </p>
      )}
      {data !== undefined && <RulesForm settings={data} />}
    </section>
  );
}

function RulesForm({ settings }: { settings: WorkspaceSettings }) {
  const client = useQueryClient();
  const [fields, setFields] = useState(() => rulesFieldsOf(settings, DEFAULT_WORKING_HOURS));
  const [problem, setProblem] = useState<ReturnType<typeof asProblem> | null>(null);
  const [wrong, setWrong] = useState<CapName[]>([]);
  const [said, setSaid] = useState('');
  const change = (some: Partial<RulesFields>) => setFields((now) => ({ ...now, ...some }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    setSaid('');
    const invalid = invalidCaps(fields);
    setWrong(invalid);
    if (invalid.length > 0) return;
    try {
      // Read anew: PUT replaces all of them, and somebody else may have changed some.
      const now = await unwrap(api.GET('/api/workspace/settings'));
      const saved = await unwrap(api.PUT('/api/workspace/settings', { body: withRules(now, fields) }));
      client.setQueryData(queryKeys.workspaceSettings, saved);
      setSaid(words.saved);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const errorsAt = (at: string) => (problem === null ? {} : hoursErrorsOf(problem, at));
  return (
    <form className={dialogs.form} onSubmit={(event) => void submit(event)} noValidate>
      <HoursFieldset
        legend={words.hours}
        help={words.hoursHelp}
        fields={fields.workingHours}
        errors={errorsAt('/workingHours')}
        onChange={(workingHours) => change({ workingHours })}
      />
      <Checkbox
        label={words.window}
        description={words.windowHelp}
        checked={fields.hasWindow}
        onChange={(event) => change({ hasWindow: event.currentTarget.checked })}
      />
      {fields.hasWindow && (
        <HoursFieldset
          legend={words.windowHours}
          fields={fields.window}
          errors={errorsAt('/sendWindow/hours')}
          onChange={(window) => change({ window })}
        />
      )}
      <fieldset className={dialogs.fields}>
        <legend className={dialogs.label}>{words.caps}</legend>
        <p className={dialogs.help}>{words.capsHelp}</p>
        {CAPS.map((cap) => (
          <TextInput
            key={cap}
            label={words[cap]}
            inputMode="numeric"
            value={fields.caps[cap]}
            error={wrong.includes(cap) ? words.notANumber : undefined}
            onChange={(event) => change({ caps: { ...fields.caps, [cap]: event.currentTarget.value } })}
            maw={240}
          />
        ))}
      </fieldset>
      <p className={dialogs.error} role="alert">
        {problem !== null && (problem.code === 'invalid-request' ? texts.sending.notSaved : texts.problem(problem))}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
      <Button type="submit" w="fit-content">
        {words.save}
      </Button>
    </form>
  );
}
