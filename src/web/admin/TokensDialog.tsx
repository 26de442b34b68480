import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type Person, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.tokens;

interface TokensDialogProps {
  /** null where it is closed. */
  person: Person | null;
  onClose: () => void;
}

/** A person's API tokens: made, shown once, revoked. */
export function TokensDialog({ person, onClose }: TokensDialogProps) {
  return (
    <Dialog
      title={person === null ? '' : words.title(person.displayName)}
      opened={person !== null}
      onClose={onClose}
      size="lg"
    >
      {person !== null && <Tokens userId={person.id} />}
    </Dialog>
  );
}

function Tokens({ userId }: { userId: string }) {
  const format = useFormat();
  const client = useQueryClient();
  const queryKey = queryKeys.tokens(userId);
  const { data: tokens, isError } = useQuery({
    queryKey,
    queryFn: async () => (await unwrap(api.GET('/api/people/{id}/tokens', { params: { path: { id: userId } } }))).items,
    refetchOnMount: 'always',
  });
  const [label, setLabel] = useState('');
  const [made, setMade] = useState('');
  const [problem, setProblem] = useState('');

  const tell = async (work: () => Promise<void>) => {
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(texts.problem(asProblem(error)));
    }
    await client.invalidateQueries({ queryKey });
  };
  const make = async (event: FormEvent) => {
    event.preventDefault();
    await tell(async () => {
      const params = { path: { id: userId } };
      const { token } = await unwrap(api.POST('/api/people/{id}/tokens', { params, body: { label } }));
      setMade(token);
      setLabel('');
    });
  };
  const revoke = (tokenId: string) =>
    tell(async () => {
      await unwrap(api.DELETE('/api/people/{id}/tokens/{tokenId}', { params: { path: { id: userId, tokenId } } }));
    });
  if (isError) return <p role="alert">{words.error}</p>;
  return (
    <div className={dialogs.form}>
      {tokens?.length === 0 && <p className={dialogs.help}>{words.none}</p>}
      {tokens !== undefined && tokens.length > 0 && (
        <ul className={classes.list}>
          {tokens.map(({ id, label, createdAt, lastUsedAt, revokedAt }) => (
            <li key={id} className={classes.entry}>
              <span>
                {label}
                <span className={classes.sub}>
                  {words.madeAt(format.dateTime(createdAt))},{' '}
                  {lastUsedAt === null ? words.unused : words.used(format.dateTime(lastUsedAt))}
                </span>
              </span>
              {revokedAt === null ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={words.revokeOf(label)}
                  onClick={() => void revoke(id)}
                >
                  {words.revoke}
                </Button>
              ) : (
                <span className={classes.when}>{words.revoked}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <form className={dialogs.form} onSubmit={(event) => void make(event)}>
        <TextInput
          label={words.label}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          required
          maxLength={100}
          data-autofocus
        />
        <div className={dialogs.buttons}>
          <Button type="submit">{words.make}</Button>
        </div>
      </form>
      {made !== '' && (
        <div role="status">
          {words.made}
          <code className={classes.token}>{made}</code>
        </div>
      )}
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
    </div>
  );
}
