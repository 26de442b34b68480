import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, type Person, unwrap } from '../api/client.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import { asProblem } from '../decide/refusals.ts';
import classes from '../dialogs/dialogs.module.css';
import { timeZones } from '../session/setupChoices.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import { bodyOf, changesOf, type Field, type Fields, fieldsOf, ROLE_CHOICES } from './personForm.ts';
import { useReloadPeople } from './usePeople.ts';

const words = texts.admin.person;

interface FormProps {
  /** null: a new one. */
  person: Person | null;
  people: readonly Person[];
  /** What is known of a new one already. */
  known?: Partial<Fields> | undefined;
  /** What a new one has unless it is changed. */
  timeZone: string;
  onClose: () => void;
}

/** Adds a person, or changes one. */
export function PersonDialog({ opened, ...props }: FormProps & { opened: boolean }) {
  const title = props.person === null ? words.addTitle : words.changeTitle(props.person.displayName);
  return (
    <Dialog title={title} opened={opened} onClose={props.onClose} size="lg">
      {opened && <PersonForm {...props} />}
    </Dialog>
  );
}

function PersonForm({ person, people, known, timeZone, onClose }: FormProps) {
  const reload = useReloadPeople();
  const [fields, setFields] = useState<Fields>(() => ({ ...fieldsOf(person, timeZone), ...known }));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [isSaving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setErrors({});
    setProblem('');
    try {
      if (person === null) await afterSigningInAgain(() => unwrap(api.POST('/api/people', { body: bodyOf(fields) })));
      else {
        const params = { path: { id: person.id } };
        const body = changesOf(person, fields);
        await afterSigningInAgain(() => unwrap(api.PATCH('/api/people/{id}', { params, body })));
      }
      await reload();
      notify({
        kind: 'info',
        text: person === null ? words.added(fields.displayName) : words.saved(fields.displayName),
      });
      onClose();
    } catch (error) {
      const refusal = asProblem(error);
      const issues = refusal.errors ?? [];
      setErrors(Object.fromEntries(issues.map(({ pointer, detail }) => [pointer.slice(1), detail])));
      const isAtFields = issues.length > 0 && issues.every(({ pointer }) => Object.hasOwn(fields, pointer.slice(1)));
      setProblem(isAtFields ? words.notSaved : texts.problem(refusal));
      setSaving(false);
    }
  };
  /** What every field has, whatever kind it is. */
  const of = (field: Field) => ({
    label: words.fields[field].label,
    description: words.fields[field].help,
    value: fields[field],
    error: errors[field],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((now) => ({ ...now, [field]: value }));
    },
  });
  const managers = people.filter(
    ({ id, role, deactivatedAt }) => role === 'manager' && deactivatedAt === null && id !== person?.id,
  );
  const former = people.find(({ id }) => id === person?.managerId && !managers.some((each) => each.id === id));
  return (
    <form ref={form} className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      {person === null && <TextInput {...of('id')} required data-autofocus maxLength={48} autoComplete="off" />}
      <TextInput {...of('displayName')} required data-autofocus={person !== null || undefined} maxLength={200} />
      <TextInput {...of('email')} type="email" required maxLength={254} />
      <NativeSelect {...of('role')} data={ROLE_CHOICES} />
      <NativeSelect
        {...of('managerId')}
        data={[
          { value: '', label: texts.admin.people.noManager },
          ...managers.map(({ id, displayName }) => ({ value: id, label: displayName })),
          // Who has left, or manages no more, is taken away by choosing another.
          ...(former === undefined ? [] : [{ value: former.id, label: words.formerManager(former.displayName) }]),
        ]}
      />
      <NativeSelect {...of('timeZone')} data={timeZones()} />
      <TextInput {...of('locale')} maxLength={35} />
      <Textarea {...of('signature')} autosize={false} rows={3} maxLength={2_000} />
      <TextInput {...of('slackUserId')} maxLength={21} />
      <TextInput {...of('crmOwnerId')} maxLength={200} />
      <TextInput {...of('externalId')} maxLength={200} />
      <p className={classes.error} role="alert">
        {problem}
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {texts.dialogs.back}
        </Button>
        <Button type="submit" disabled={isSaving}>
          {person === null ? words.add : words.save}
        </Button>
      </div>
    </form>
  );
}
