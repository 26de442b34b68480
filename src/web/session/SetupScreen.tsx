import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, ProblemError, type SetupAnswer, unwrap } from '../api/client.ts';
import { useSignIn } from '../api/queries.ts';
import { texts } from '../texts.ts';
import classes from './SessionScreen.module.css';
import { currencies, ownTimeZone, timeZones } from './setupChoices.ts';
import { TokenOnce } from './TokenOnce.tsx';

type Field = keyof typeof texts.setup.fields;
type Fields = Record<Field, string>;

/** Making the first workspace, by the secret in the address's fragment; then the administrator's token, once. */
export function SetupScreen() {
  const [secret] = useState(() => location.hash.slice(1));
  const [installed, setInstalled] = useState<SetupAnswer | null>(null);
  const { data: options } = useSignIn();
  if (installed !== null) return <TokenOnce token={installed.token} />;
  if (options?.isSetUp === true) {
    return (
      <main className={classes.screen}>
        <h1 className={classes.title}>{texts.setup.title}</h1>
        <p>{texts.setup.already}</p>
        <a href="/">{texts.setup.signIn}</a>
      </main>
    );
  }
  return (
    <main className={classes.screen}>
      <h1 className={classes.title}>{texts.setup.title}</h1>
      {secret === '' ? <p>{texts.setup.incomplete}</p> : <SetupForm secret={secret} onDone={setInstalled} />}
    </main>
  );
}

function SetupForm({ secret, onDone }: { secret: string; onDone: (installed: SetupAnswer) => void }) {
  const [fields, setFields] = useState<Fields>(() => ({
    name: '',
    currency: 'USD',
    timeZone: ownTimeZone(),
    displayName: '',
    email: '',
  }));
  const [problem, setProblem] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    const { name, currency, timeZone, displayName, email } = fields;
    const body = { secret, workspace: { name, currency, timeZone }, admin: { displayName, email } };
    try {
      onDone(await unwrap(api.POST('/setup', { body })));
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  }

  /** What every field has, whatever kind it is. */
  const of = (field: Field) => ({
    label: texts.setup.fields[field].label,
    description: texts.setup.fields[field].help,
    value: fields[field],
    error: errorOf(problem, field),
    required: true,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((now) => ({ ...now, [field]: value }));
    },
  });
  return (
    <form className={classes.form} onSubmit={(event) => void send(event)}>
      <p className={classes.hint}>{texts.setup.intro}</p>
      <TextInput {...of('name')} maxLength={200} autoComplete="organization" autoFocus />
      <NativeSelect {...of('currency')} data={currencies()} />
      <NativeSelect {...of('timeZone')} data={timeZones()} />
      <TextInput {...of('displayName')} maxLength={200} autoComplete="name" />
      <TextInput {...of('email')} type="email" maxLength={254} autoComplete="email" />
      <Button type="submit" loading={isSending}>
        {texts.setup.submit}
      </Button>
      <p role="alert" className={classes.problem}>
        {problem === null ? null : inWords(problem)}
      </p>
    </form>
  );
}

/** What the API says of one field: its pointer ends in the field's name. */
function errorOf(problem: unknown, field: Field): string | undefined {
  if (!(problem instanceof ProblemError)) return undefined;
  return problem.problem.errors?.find(({ pointer }) => pointer.endsWith(`/${field}`))?.detail;
}

function inWords(problem: unknown): string {
  if (!(problem instanceof ProblemError)) return texts.list.error;
  const { code, detail } = problem.problem;
  if (code === 'setup-over') return texts.setup.over;
  if (code === 'invalid-request') return texts.setup.invalid;
  return detail === '' ? texts.setup.noAnswer : detail;
}
