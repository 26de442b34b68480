import { Button, Loader } from '@mantine/core';
import { useMemo } from 'react';
import type { Me } from './api/client.ts';
import { useMe } from './api/queries.ts';
import { createFormat, FormatContext } from './format.ts';
import { QueueScreen } from './queue/QueueScreen.tsx';
import { SessionScreen } from './session/SessionScreen.tsx';
import { Message } from './shell/Message.tsx';
import { texts } from './texts.ts';

/** The session screen, or the queue of whoever is signed in. */
export function App() {
  const { data: me, isPending, isError, refetch } = useMe();
  if (isPending) {
    return (
      <Message>
        <Loader aria-label={texts.common.loading} />
      </Message>
    );
  }
  if (isError && me === undefined) {
    return (
      <Message title={texts.list.errorTitle} text={texts.list.error}>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </Message>
    );
  }
  return me == null ? <SessionScreen /> : <SignedIn me={me} key={me.id} />;
}

function SignedIn({ me }: { me: Me }) {
  const { locale, timeZone } = me;
  const format = useMemo(() => createFormat({ locale, timeZone }), [locale, timeZone]);
  return (
    <FormatContext value={format}>
      <QueueScreen me={me} />
    </FormatContext>
  );
}
