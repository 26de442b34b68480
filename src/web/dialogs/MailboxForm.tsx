import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Mailbox } from '../api/client.ts';
import { noticeSignOut } from '../api/queries.ts';
import { asProblem, mayHold } from '../decide/refusals.ts';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { bodyOf, isSet, NO_SERVERS, PROTOCOLS, type Protocol, wrongHosts } from './mailboxForm.ts';
import { ServerFieldset } from './ServerFieldset.tsx';
import { useChangeMailbox, useMailbox } from './useMailbox.ts';

const words = texts.dialogs.mailbox;

interface MailboxFormProps {
  /** null: one's own. */
  userId: string | null;
  /** After it was set or removed. */
  onChanged?: () => Promise<unknown>;
}

/** What mail servers somebody has of their own, without passwords; they are set, replaced and removed. */
export function MailboxForm({ userId, onChanged }: MailboxFormProps) {
  const { data, isError, refetch } = useMailbox(userId);
  if (data !== undefined) return <Loaded mailbox={data} userId={userId} onChanged={onChanged} />;
  if (!isError) return <p role="status">{texts.common.loading}</p>;
  return (
    <div className={classes.form} role="alert">
      <p>{words.error}</p>
      <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
    </div>
  );
}

function Loaded({ mailbox, userId, onChanged }: MailboxFormProps & { mailbox: Mailbox }) {
  const client = useQueryClient();
  const change = useChangeMailbox(userId);
  const [fields, setFields] = useState(NO_SERVERS);
  const [errors, setErrors] = useState<{ [protocol in Protocol]?: string | undefined }>({});
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');
  const [isBusy, setBusy] = useState(false);

  const tell = async (work: () => Promise<void>, done: string) => {
    setErrors({});
    setProblem('');
    setSaid('');
    setBusy(true);
    try {
      await work();
      // Passwords stay nowhere longer than they are needed.
      setFields(NO_SERVERS);
      setSaid(done);
      await onChanged?.();
    } catch (error) {
      noticeSignOut(client, error);
      const refusal = asProblem(error);
      const of = (protocol: Protocol) => refusal.errors?.find(({ pointer }) => pointer === `/${protocol}`)?.detail;
      setErrors({ smtp: of('smtp'), imap: of('imap') });
      const why = refusal.code === 'invalid-request' ? '' : texts.problem(refusal);
      setProblem(mayHold(refusal) ? why : `${words.notSaved} ${why}`);
    } finally {
      setBusy(false);
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    setSaid('');
    const wrong = wrongHosts(fields);
    setErrors(Object.fromEntries(wrong.map((protocol) => [protocol, words.wrongHost])));
    if (wrong.length > 0) return;
    const body = bodyOf(fields);
    if (body === undefined) return setProblem(words.incomplete);
    await tell(() => change.set(body), words.saved);
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <dl className={classes.facts}>
        {PROTOCOLS.map((protocol) => (
          <div key={protocol}>
            <dt>{words.servers[protocol]}</dt>
            <dd>{shown(mailbox[protocol], protocol)}</dd>
          </div>
        ))}
      </dl>
      {mailbox.canBeSet ? (
        PROTOCOLS.map((protocol) => (
          <ServerFieldset
            key={protocol}
            protocol={protocol}
            fields={fields[protocol]}
            error={errors[protocol]}
            onChange={(some) => setFields((now) => ({ ...now, [protocol]: { ...now[protocol], ...some } }))}
          />
        ))
      ) : (
        <p className={classes.help}>{words.cannotBeSet}</p>
      )}
      <p className={classes.error} role="alert">
        {problem}
      </p>
      <p className={classes.left} role="status">
        {said}
      </p>
      <div className={classes.buttons}>
        {isSet(mailbox) && (
          <Button variant="default" disabled={isBusy} onClick={() => void tell(change.remove, words.removed)}>
            {words.remove}
          </Button>
        )}
        {mailbox.canBeSet && (
          <Button type="submit" variant="default" disabled={isBusy}>
            {words.save}
          </Button>
        )}
      </div>
    </form>
  );
}

function shown(server: Mailbox['smtp'], protocol: Protocol): string {
  if (server === null) return words.none[protocol];
  return server.server ?? words.unknown;
}
