import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Person, type Token, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { TokenForm } from './TokenForm.tsx';

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
      {person !== null && <Tokens person={person} />}
    </Dialog>
  );
}

function Tokens({ person: { id: userId, role } }: { person: Person }) {
  const client = useQueryClient();
  const queryKey = queryKeys.tokens(userId);
  const { data, isError } = useQuery({
    queryKey,
    queryFn: () => unwrap(api.GET('/api/people/{id}/tokens', { params: { path: { id: userId } } })),
    refetchOnMount: 'always',
  });
  const [made, setMade] = useState('');
  const [problem, setProblem] = useState('');

  /** Whether it was done. */
  const tell = async (work: () => Promise<void>): Promise<boolean> => {
    setProblem('');
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(texts.problem(asProblem(error)));
      return false;
    } finally {
      await client.invalidateQueries({ queryKey });
    }
  };
  const revoke = (tokenId: string) =>
    tell(async () => {
      await unwrap(api.DELETE('/api/people/{id}/tokens/{tokenId}', { params: { path: { id: userId, tokenId } } }));
    });
  if (isError) return <p role="alert">{words.error}</p>;
  return (
    <div className={dialogs.form}>
      {data?.items.length === 0 && <p className={dialogs.help}>{words.none}</p>}
      {data !== undefined && data.items.length > 0 && (
        <ul className={classes.list}>
          {data.items.map((token) => (
            <TokenEntry key={token.id} token={token} onRevoke={revoke} />
          ))}
        </ul>
      )}
      {data !== undefined && (
        <TokenForm
          isProgram={role === 'service'}
          mayBeFor={data.mayBeFor}
          make={(body) =>
            tell(async () => {
              const params = { path: { id: userId } };
              const { token } = await afterSigningInAgain(() =>
                unwrap(api.POST('/api/people/{id}/tokens', { params, body })),
              );
              setMade(token);
            })
          }
        />
      )}
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

function TokenEntry({ token, onRevoke }: { token: Token; onRevoke: (id: string) => Promise<unknown> }) {
  const format = useFormat();
  const { id, label, createdAt, lastUsedAt, expiresAt, verbs } = token;
  const facts = [
    words.madeAt(format.dateTime(createdAt)),
    lastUsedAt === null ? words.unused : words.used(format.dateTime(lastUsedAt)),
    expiresAt === null ? words.endless : words.until(format.dateOfYear(expiresAt)),
    ...(verbs ?? []).map((verb) => words.verbs[verb]),
    ...(token.maySendUnapproved ? [words.maySendUnapproved] : []),
  ];
  const over = overOf(token);
  return (
    <li className={classes.entry}>
      <span>
        {label}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      {over === undefined ? (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={words.revokeOf(label)}
          onClick={() => void onRevoke(id)}
        >
          {words.revoke}
        </Button>
      ) : (
        <span className={classes.when}>{over}</span>
      )}
    </li>
  );
}

/** Why it is no longer in force. */
function overOf({ revokedAt, expiresAt }: Token): string | undefined {
  if (revokedAt !== null) return words.revoked;
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? words.expired : undefined;
}
