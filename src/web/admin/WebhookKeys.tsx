import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { DEFAULT_OVERLAP_HOURS } from '../../domain/webhookKeys.ts';
import { api, unwrap, type WebhookKey } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { ConfirmDialog, type Question } from './ConfirmDialog.tsx';
import { overOf } from './overOf.ts';
import { SecretOnce } from './SecretOnce.tsx';

const words = texts.admin.webhookKeys;
const OVERLAPS = Object.entries(words.overlaps).map(([value, label]) => ({ value, label }));

/** With what senders sign: made, shown once, replaced, revoked. */
export function WebhookKeys() {
  const format = useFormat();
  const client = useQueryClient();
  const { data, isError } = useQuery({
    queryKey: queryKeys.webhookKeys,
    queryFn: () => unwrap(api.GET('/api/webhook-keys')),
    refetchOnMount: 'always',
  });
  const [label, setLabel] = useState('');
  const [overlap, setOverlap] = useState(String(DEFAULT_OVERLAP_HOURS));
  const [made, setMade] = useState<{ secret: string; text: string } | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const work = useWork(() => client.invalidateQueries({ queryKey: queryKeys.webhookKeys }));

  const make = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      const { secret } = await afterSigningInAgain(() => unwrap(api.POST('/api/webhook-keys', { body: { label } })));
      setMade({ secret, text: words.made });
      setLabel('');
      return '';
    });
  };
  const replace = ({ id }: WebhookKey) =>
    work.run(async () => {
      const params = { path: { id } };
      const { secret, oldEndsAt } = await afterSigningInAgain(() =>
        unwrap(api.POST('/api/webhook-keys/{id}/replace', { params, body: { overlapHours: Number(overlap) } })),
      );
      setMade({ secret, text: words.replaced(format.dateTime(oldEndsAt)) });
      return '';
    });
  const askToReplace = (key: WebhookKey) => {
    // With time for both, nothing ends at once.
    if (overlap !== '0') return void replace(key);
    setQuestion({ ...words.replaceQuestion(key.label), take: () => void replace(key) });
  };
  const askToRevoke = ({ id, label }: WebhookKey) =>
    setQuestion({
      ...words.revokeQuestion(label),
      take: () =>
        void work.run(async () => {
          await unwrap(api.DELETE('/api/webhook-keys/{id}', { params: { path: { id } } }));
          return words.revokedNow(label);
        }),
    });
  return (
    <section className={classes.part} aria-labelledby="webhook-keys">
      <h2 className={classes.title} id="webhook-keys">
        {words.title}
      </h2>
      {isError && <p role="alert">{words.error}</p>}
      {data !== undefined && <p className={classes.help}>{words.help(data.target)}</p>}
      {data?.items.length === 0 && <p className={classes.help}>{words.none}</p>}
      {data !== undefined && data.items.length > 0 && (
        <ul className={classes.list}>
          {data.items.map((key) => (
            <Entry
              key={key.id}
              webhookKey={key}
              onReplace={() => askToReplace(key)}
              onRevoke={() => askToRevoke(key)}
            />
          ))}
        </ul>
      )}
      <form className={classes.top} onSubmit={make}>
        <TextInput
          label={words.label}
          value={label}
          w={320}
          required
          maxLength={100}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Button type="submit" loading={work.isBusy}>
          {words.make}
        </Button>
        <NativeSelect
          label={words.overlap}
          data={OVERLAPS}
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
        />
      </form>
      <SecretOnce made={made} onKept={() => setMade(null)} />
      <p className={dialogs.error} role="alert">
        {work.problem}
      </p>
      <p className={dialogs.left} role="status">
        {work.said}
      </p>
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}

interface EntryProps {
  webhookKey: WebhookKey;
  onReplace: () => void;
  onRevoke: () => void;
}

function Entry({ webhookKey: key, onReplace, onRevoke }: EntryProps) {
  const format = useFormat();
  const { label, createdAt, lastUsedAt, expiresAt } = key;
  const facts = [
    words.madeAt(format.dateTime(createdAt)),
    lastUsedAt === null ? words.unused : words.used(format.dateTime(lastUsedAt)),
    ...(expiresAt === null ? [] : [words.until(format.dateTime(expiresAt))]),
  ];
  const over = overOf(key, words);
  return (
    <li className={classes.entry}>
      <span>
        {label}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      {over === undefined ? (
        <span className={classes.choices}>
          {expiresAt === null && (
            <Button variant="default" size="compact-sm" aria-label={words.replaceOf(label)} onClick={onReplace}>
              {words.replace}
            </Button>
          )}
          <Button variant="default" size="compact-sm" aria-label={words.revokeOf(label)} onClick={onRevoke}>
            {words.revoke}
          </Button>
        </span>
      ) : (
        <span className={classes.when}>{over}</span>
      )}
    </li>
  );
}
