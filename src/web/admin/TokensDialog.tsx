import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type NewToken, type Person, type Token, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { ConfirmDialog, type Question } from './ConfirmDialog.tsx';
import { overOf } from './overOf.ts';
import { SecretOnce } from './SecretOnce.tsx';
import { TokenForm } from './TokenForm.tsx';

const words = texts.admin.tokens;

interface TokensDialogProps {
  /** null where it is closed. */
  person: Person | null;
  onClose: () => void;
}

/** A person's API tokens: made, shown once, revoked. */
export function TokensDialog({ person, onClose }: TokensDialogProps) {
  const [question, setQuestion] = useState<Question | null>(null);
  return (
    <>
      <Dialog
        title={person === null ? '' : words.title(person.displayName)}
        opened={person !== null}
        // Esc is the question's where one is asked.
        onClose={() => question === null && onClose()}
        size="lg"
      >
        {person !== null && <Tokens person={person} onAsk={setQuestion} />}
      </Dialog>
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </>
  );
}

interface TokensProps {
  person: Person;
  onAsk: (question: Question) => void;
}

function Tokens({ person: { id: userId, role }, onAsk }: TokensProps) {
  const client = useQueryClient();
  const queryKey = queryKeys.tokens(userId);
  const { data, isError, refetch } = useQuery({
    queryKey,
    queryFn: () => unwrap(api.GET('/api/people/{id}/tokens', { params: { path: { id: userId } } })),
    refetchOnMount: 'always',
  });
  const [made, setMade] = useState<{ secret: string; text: string } | null>(null);
  const work = useWork(() => client.invalidateQueries({ queryKey }));

  const make = (body: NewToken) =>
    work.run(async () => {
      const params = { path: { id: userId } };
      const ask = () => unwrap(api.POST('/api/people/{id}/tokens', { params, body }));
      const { token } = await afterSigningInAgain(ask);
      setMade({ secret: token, text: words.made });
      return '';
    });
  const revoke = ({ id: tokenId, label }: Token) =>
    onAsk({
      ...words.revokeQuestion(label),
      take: () =>
        void work.run(async () => {
          await unwrap(api.DELETE('/api/people/{id}/tokens/{tokenId}', { params: { path: { id: userId, tokenId } } }));
          return words.revokedNow(label);
        }),
    });
  return (
    <div className={dialogs.form}>
      {/* What was made stays, whatever becomes of the list. */}
      <SecretOnce made={made} onKept={() => setMade(null)} />
      {isError && data === undefined && (
        <div role="alert">
          <p>{words.error}</p>
          <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
        </div>
      )}
      {data?.items.length === 0 && <p className={dialogs.help}>{words.none}</p>}
      {data !== undefined && data.items.length > 0 && (
        <ul className={classes.list}>
          {data.items.map((token) => (
            <TokenEntry key={token.id} token={token} onRevoke={() => revoke(token)} />
          ))}
        </ul>
      )}
      {data !== undefined && (
        <TokenForm isProgram={role === 'service'} mayBeFor={data.mayBeFor} isBusy={work.isBusy} make={make} />
      )}
      <p className={dialogs.error} role="alert">
        {work.problem}
      </p>
      <p className={dialogs.left} role="status">
        {work.said}
      </p>
    </div>
  );
}

function TokenEntry({ token, onRevoke }: { token: Token; onRevoke: () => void }) {
  const format = useFormat();
  const { label, createdAt, lastUsedAt, expiresAt, verbs } = token;
  const facts = [
    words.madeAt(format.dateTime(createdAt)),
    lastUsedAt === null ? words.unused : words.used(format.dateTime(lastUsedAt)),
    expiresAt === null ? words.endless : words.until(format.dateOfYear(expiresAt)),
    ...(verbs ?? []).map((verb) => words.verbs[verb]),
    ...(token.maySendUnapproved ? [words.maySendUnapproved] : []),
  ];
  const over = overOf(token, words);
  return (
    <li className={classes.entry}>
      <span>
        {label}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      {over === undefined ? (
        <Button variant="default" size="compact-sm" aria-label={words.revokeOf(label)} onClick={onRevoke}>
          {words.revoke}
        </Button>
      ) : (
        <span className={classes.when}>{over}</span>
      )}
    </li>
  );
}
