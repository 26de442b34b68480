import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import classes from '../admin/admin.module.css';
import { type Account, api, type Session, unwrap } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import { browserName } from './browserName.ts';

const words = texts.session.where;

/** Where one is signed in, each to be ended, and which of the company's accounts sign one in. */
export function SessionsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog title={words.title} opened={opened} onClose={onClose} size="lg">
      <Sessions />
    </Dialog>
  );
}

function Sessions() {
  const client = useQueryClient();
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const { data, isError, refetch } = useQuery({
    queryKey: queryKeys.sessions,
    queryFn: () => unwrap(api.GET('/api/sessions')),
    refetchOnMount: 'always',
  });
  const tell = async (work: () => Promise<string>) => {
    setProblem('');
    setSaid('');
    try {
      setSaid(await work());
    } catch (error) {
      noticeSignOut(client, error);
      setProblem(texts.problem(asProblem(error)));
    }
    await client.invalidateQueries({ queryKey: queryKeys.sessions });
  };
  const end = ({ id, userAgent }: Session) =>
    tell(async () => {
      await unwrap(api.DELETE('/api/sessions/{id}', { params: { path: { id } } }));
      return words.ended(browserName(userAgent) ?? words.unknown);
    });
  const link = ({ provider }: Account) =>
    tell(async () => {
      const { goTo } = await afterSigningInAgain(() =>
        unwrap(api.POST('/session/oidc/{provider}/link', { params: { path: { provider } } })),
      );
      location.assign(goTo);
      return words.leaving;
    });
  const unlink = ({ provider, name }: Account) =>
    tell(async () => {
      await afterSigningInAgain(() =>
        unwrap(api.DELETE('/api/accounts/{provider}', { params: { path: { provider } } })),
      );
      return words.unlinked(name);
    });
  if (isError) {
    return (
      <div className={dialogs.form} role="alert">
        <p>{words.error}</p>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </div>
    );
  }
  if (data === undefined) return <p role="status">{texts.common.loading}</p>;
  return (
    <div className={dialogs.form}>
      <ul className={classes.list}>
        {data.items.map((session) => (
          <SessionEntry key={session.id} session={session} onEnd={() => void end(session)} />
        ))}
      </ul>
      {data.accounts.length > 0 && <h3 className={dialogs.label}>{words.accounts}</h3>}
      {data.accounts.map((account) => (
        <AccountEntry
          key={account.provider}
          account={account}
          onLink={() => void link(account)}
          onUnlink={() => void unlink(account)}
        />
      ))}
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <p className={dialogs.left} role="status">
        {said}
      </p>
    </div>
  );
}

function SessionEntry({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const format = useFormat();
  const { userAgent, signedInAt, lastUsedAt, address, account, tokenLabel, isCurrent } = session;
  const name = browserName(userAgent) ?? words.unknown;
  const by = account ?? (tokenLabel === null ? null : words.token(tokenLabel));
  const facts = [
    words.signedIn(format.dateTime(signedInAt), by),
    words.used(format.dateTime(lastUsedAt)),
    ...(address === null ? [] : [words.from(address)]),
  ];
  return (
    <li className={classes.entry}>
      <span>
        {name}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      {isCurrent ? (
        <span className={classes.when}>{words.current}</span>
      ) : (
        <Button variant="default" size="compact-sm" aria-label={words.endOf(name)} onClick={onEnd}>
          {words.end}
        </Button>
      )}
    </li>
  );
}

interface AccountEntryProps {
  account: Account;
  onLink: () => void;
  onUnlink: () => void;
}

function AccountEntry({ account: { name, linkedAt }, onLink, onUnlink }: AccountEntryProps) {
  const format = useFormat();
  return (
    <>
      {linkedAt !== null && <p className={dialogs.help}>{words.linked(name, format.dateOfYear(linkedAt))}</p>}
      <Button variant="default" w="fit-content" onClick={linkedAt === null ? onLink : onUnlink}>
        {linkedAt === null ? words.link(name) : words.unlink(name)}
      </Button>
    </>
  );
}
