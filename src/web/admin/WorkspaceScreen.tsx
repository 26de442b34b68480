import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { WRITABLE_CRMS } from '../../domain/crmNames.ts';
import { api, unwrap, type Workspace, type WorkspaceChanges } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { timeZones } from '../session/setupChoices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { SendingRules } from './SendingRules.tsx';
import { Suppressions } from './Suppressions.tsx';

const words = texts.admin.workspace;
const CRMS = WRITABLE_CRMS.map((value) => ({ value, label: words.crms[value] }));

/** What holds for the whole workspace, and whom nobody in it may email. */
export function WorkspaceScreen() {
  const { data, isError, refetch } = useQuery({
    queryKey: queryKeys.workspace,
    queryFn: () => unwrap(api.GET('/api/workspace')),
    refetchOnMount: 'always',
  });
  return (
    <>
      <div className={classes.top}>
        <h2 className={classes.title}>{words.title}</h2>
        <span />
      </div>
      {isError && (
        <p role="alert">
          {words.error} <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
        </p>
      )}
      {data === undefined ? (
        !isError && <p role="status">{texts.common.loading}</p>
      ) : (
        <WorkspaceForm workspace={data} />
      )}
      <SendingRules />
      <Suppressions />
    </>
  );
}

type TextFields = Record<'name' | 'currency' | 'timeZone' | 'postalAddress' | 'notifyFrom' | 'crm', string>;
/** What may be empty, and is then taken away. */
const OPTIONAL = ['postalAddress', 'notifyFrom'] as const;
type Fields = TextFields & { requirePostalAddress: boolean };

function WorkspaceForm({ workspace }: { workspace: Workspace }) {
  const client = useQueryClient();
  const before: Fields = {
    ...workspace,
    postalAddress: workspace.postalAddress ?? '',
    notifyFrom: workspace.notifyFrom ?? '',
  };
  const [fields, setFields] = useState<Fields>(before);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const [isSaving, setSaving] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setErrors({});
    setProblem('');
    setSaid('');
    setSaving(true);
    try {
      const saved = await unwrap(api.PATCH('/api/workspace', { body: changesOf(before, fields) }));
      client.setQueryData(queryKeys.workspace, saved);
      // The header tells its name.
      await client.invalidateQueries({ queryKey: queryKeys.me });
      setSaid(words.saved);
    } catch (error) {
      const refusal = asProblem(error);
      setErrors(Object.fromEntries((refusal.errors ?? []).map(({ pointer, detail }) => [pointer.slice(1), detail])));
      setProblem(refusal.code === 'invalid-request' ? words.notSaved : texts.problem(refusal));
    } finally {
      setSaving(false);
    }
  };
  const of = (field: keyof TextFields) => ({
    ...words.fields[field],
    value: fields[field],
    error: errors[field],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((now) => ({ ...now, [field]: value }));
    },
  });
  return (
    <form className={`${dialogs.form} ${classes.apart}`} onSubmit={(event) => void submit(event)} noValidate>
      <TextInput {...of('name')} required maxLength={200} maw={480} />
      <TextInput {...of('postalAddress')} maxLength={500} maw={480} />
      <Checkbox
        {...words.fields.requirePostalAddress}
        checked={fields.requirePostalAddress}
        maw={480}
        onChange={(event) => {
          const requirePostalAddress = event.currentTarget.checked;
          setFields((now) => ({ ...now, requirePostalAddress }));
        }}
      />
      <TextInput {...of('notifyFrom')} type="email" maxLength={254} maw={480} />
      <TextInput {...of('currency')} required maxLength={3} maw={480} />
      <NativeSelect {...of('timeZone')} data={timeZones()} maw={480} />
      <NativeSelect {...of('crm')} data={CRMS} maw={480} />
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
      <Button type="submit" w="fit-content" disabled={isSaving}>
        {words.save}
      </Button>
    </form>
  );
}

/** What was changed, and nothing that somebody else may have changed meanwhile. */
function changesOf(before: Fields, now: Fields): WorkspaceChanges {
  const changed = Object.entries(now).filter(([name, value]) => value !== before[name as keyof Fields]);
  return Object.fromEntries(
    changed.map(([name, value]) => [
      name,
      typeof value === 'string' && OPTIONAL.some((one) => one === name) ? value.trim() || null : value,
    ]),
  );
}
