import { Button } from '@mantine/core';
import { useState } from 'react';
import { api, type Me, unwrap } from '../api/client.ts';
import { useSignIn } from '../api/queries.ts';
import { askedToSignIn } from '../api/signInAgain.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { Dialog } from '../shell/Dialog.tsx';
import { useStore } from '../store.ts';
import { texts } from '../texts.ts';
import { signInProblem, TokenForm } from './SessionScreen.tsx';

const words = texts.session.again;

/** Asks whoever has been signed in for a while to show who he is once more; what he was at stays as it is. */
export function SignInAgainDialog({ me }: { me: Me }) {
  const answer = useStore(askedToSignIn);
  return (
    <Dialog title={words.title} opened={answer !== null} onClose={() => answer?.(false)} isAbove>
      {answer !== null && <Question me={me} onSignedIn={() => answer(true)} />}
    </Dialog>
  );
}

function Question({ me, onSignedIn }: { me: Me; onSignedIn: () => void }) {
  const { data: options, isError, refetch } = useSignIn();
  const [problem, setProblem] = useState('');
  const [isSending, setSending] = useState(false);
  const signIn = async (body: { token: string } | { demoUserId: string }) => {
    setSending(true);
    setProblem('');
    try {
      await unwrap(api.POST('/session', { body }));
      // Somebody else: nothing of this page is his.
      if ((await unwrap(api.GET('/api/me'))).id !== me.id) location.assign('/');
      else onSignedIn();
    } catch (error) {
      setProblem(signInProblem(error));
      setSending(false);
    }
  };
  const isDemo = options?.demoUsers?.some(({ id }) => id === me.id) === true;
  const providers = options?.providers ?? [];
  // The provider asks for the password, whoever is signed in there.
  const query = new URLSearchParams({ again: 'true', back: `${location.pathname}${location.search}` });
  return (
    <div className={dialogs.form}>
      <p className={dialogs.help}>{words.why}</p>
      <p className={dialogs.help}>{providers.length > 0 ? words.anew : words.stays}</p>
      {isError && options === undefined && (
        <Button variant="default" onClick={() => void refetch()}>
          {texts.common.retry}
        </Button>
      )}
      {providers.map(({ id, name }) => (
        <Button key={id} component="a" href={`/session/oidc/${id}?${query}`}>
          {texts.session.withCompany(name)}
        </Button>
      ))}
      {isDemo ? (
        <Button disabled={isSending} data-autofocus onClick={() => void signIn({ demoUserId: me.id })}>
          {words.as(me.displayName)}
        </Button>
      ) : options?.tokenSignIn !== true ? null : (
        <TokenForm disabled={isSending} onSend={(token) => void signIn({ token })} />
      )}
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
    </div>
  );
}
