import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, ProblemError, type SignInOptions, unwrap } from '../api/client.ts';
import { queryKeys, useSignIn } from '../api/queries.ts';
import { sessionEnded } from '../api/sessionEnded.ts';
import { Message } from '../shell/Message.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import classes from './SessionScreen.module.css';

type Credential = { token: string } | { demoUserId: string };

/**
 * Signing in: with the company's account, with an API token, as a demo user on a developer's machine.
 *
 * @param refusal why it came to nothing at the provider, in words
 */
export function SessionScreen({ refusal, onSignedIn }: { refusal: string | undefined; onSignedIn: () => void }) {
  const client = useQueryClient();
  const { data: options, isError, refetch } = useSignIn();
  const [problem, setProblem] = useState<string | null>(null);
  const hasEnded = useStore(sessionEnded);
  const [isSigningIn, setSigningIn] = useState(false);

  async function signIn(credential: Credential): Promise<void> {
    setSigningIn(true);
    setProblem(null);
    try {
      await unwrap(api.POST('/session', { body: credential }));
      onSignedIn();
      // It may be somebody else: nothing of the one before is to be seen.
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.me[0] });
      await client.refetchQueries({ queryKey: queryKeys.me });
    } catch (error) {
      setProblem(signInProblem(error));
    } finally {
      setSigningIn(false);
    }
  }

  if (isError) {
    return (
      <Message title={texts.product} text={texts.list.error}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  return (
    <main className={classes.screen}>
      <h1 className={classes.title}>{texts.session.title}</h1>
      {hasEnded && <p role="status">{texts.session.ended}</p>}
      {refusal !== undefined && (
        <p role="alert" className={classes.problem}>
          {refusal}
        </p>
      )}
      {options !== undefined && options.providers.length > 0 && <Providers providers={options.providers} />}
      {options?.demoUsers != null && (
        <DemoUsers
          users={options.demoUsers}
          disabled={isSigningIn}
          onChoose={(id) => void signIn({ demoUserId: id })}
        />
      )}
      {options?.isSetUp === false && <p>{texts.setup.notYet}</p>}
      {options?.isSetUp === true && options.tokenSignIn && options.demoUsers === null && (
        <TokenForm disabled={isSigningIn} onSend={(token) => void signIn({ token })} />
      )}
      <p role="alert" className={classes.problem}>
        {problem}
      </p>
    </main>
  );
}

interface ProvidersProps {
  providers: SignInOptions['providers'];
}

/** One goes there and comes back: to where one was, unless that was the sign-in itself. */
function Providers({ providers }: ProvidersProps) {
  const back = `${location.pathname}${location.search}`;
  return (
    <div className={classes.form}>
      {providers.map(({ id, name }) => (
        <Button key={id} component="a" href={`/session/oidc/${id}?${new URLSearchParams({ back })}`}>
          {texts.session.withCompany(name)}
        </Button>
      ))}
    </div>
  );
}

interface DemoUsersProps {
  users: NonNullable<SignInOptions['demoUsers']>;
  disabled: boolean;
  onChoose: (id: string) => void;
}

function DemoUsers({ users, disabled, onChoose }: DemoUsersProps) {
  return (
    <>
      <p className={classes.hint}>{texts.session.chooseUser}</p>
      <ul className={classes.users}>
        {users.map(({ id, displayName, role, workspaceName }) => (
          <li key={id}>
            <button type="button" className={classes.user} disabled={disabled} onClick={() => onChoose(id)}>
              <strong>{displayName}</strong>
              <span className={classes.hint}>
                {texts.session.roles[role]} · {workspaceName}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** A token is typed, or pasted. */
export function TokenForm({ disabled, onSend }: { disabled: boolean; onSend: (token: string) => void }) {
  const [token, setToken] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend(token.trim());
  };
  return (
    <form className={classes.form} onSubmit={send}>
      <PasswordInput
        label={texts.session.token}
        description={texts.session.tokenHelp}
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        autoComplete="current-password"
        required
        data-autofocus
      />
      <Button type="submit" loading={disabled}>
        {texts.session.signIn}
      </Button>
    </form>
  );
}

/** Why a token or demo user signs nobody in. */
export function signInProblem(error: unknown): string {
  if (!(error instanceof ProblemError)) return texts.list.error;
  const { code } = error.problem;
  if (code === 'unauthenticated') return texts.session.wrongToken;
  return code === 'forbidden' ? texts.session.notForPeople : texts.session.noAnswer;
}
