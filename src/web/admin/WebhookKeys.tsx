import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { DEFAULT_OVERLAP_HOURS } from '../../domain/webhookKeys.ts';
import { api, unwrap, type WebhookKey } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

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
  const [made, setMade] = useState<{ secret: string; text: string }>();
  const [problem, setProblem] = useState('');

  const tell = async (work: () => Promise<void>) => {
    setProblem('');
    setMade(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(texts.problem(asProblem(error)));
    }
    await client.invalidateQueries({ queryKey: queryKeys.webhookKeys });
  };
  const make = (event: FormEvent) => {
    event.preventDefault();
    return tell(async () => {
      const { secret } = await afterSigningInAgain(() => unwrap(api.POST('/api/webhook-keys', { body: { label } })));
      setMade({ secret, text: words.made });
      setLabel('');
    });
  };
  const replace = (id: string) =>
    tell(async () => {
      const params = { path: { id } };
      const { secret, oldEndsAt } = await afterSigningInAgain(() =>
        unwrap(api.POST('/api/webhook-keys/{id}/replace', { params, body: { overlapHours: Number(overlap) } })),
      );
      setMade({ secret, text: words.replaced(format.dateTime(oldEndsAt)) });
    });
  const revoke = (id: string) =>
    tell(async () => {
      await unwrap(api.DELETE('/api/webhook-keys/{id}', { params: { path: { id } } }));
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
            <Entry key={key.id} webhookKey={key} onReplace={replace} onRevoke={revoke} />
          ))}
        </ul>
      )}
      <form className={classes.top} onSubmit={(event) => void make(event)}>
        <TextInput
          label={words.label}
          value={label}
          w={320}
          required
          maxLength={100}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Button type="submit">{words.make}</Button>
        <NativeSelect
          label={words.overlap}
          data={OVERLAPS}
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
        />
      </form>
      <div role="status">
        {made !== undefined && (
          <>
            {made.text}
            <code className={classes.token}>{made.secret}</code>
          </>
        )}
      </div>
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
    </section>
  );
}

interface EntryProps {
  webhookKey: WebhookKey;
  onReplace: (id: string) => Promise<void>;
  onRevoke: (id: string) => Promise<void>;
}

function Entry({ webhookKey: key, onReplace, onRevoke }: EntryProps) {
  const format = useFormat();
  const { id, label, createdAt, lastUsedAt, expiresAt } = key;
  const facts = [
    words.madeAt(format.dateTime(createdAt)),
    lastUsedAt === null ? words.unused : words.used(format.dateTime(lastUsedAt)),
    ...(expiresAt === null ? [] : [words.until(format.dateTime(expiresAt))]),
  ];
  const over = overOf(key);
  return (
    <li className={classes.entry}>
      <span>
        {label}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      {over === undefined ? (
        <span className={classes.choices}>
          {expiresAt === null && (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={words.replaceOf(label)}
              onClick={() => void onReplace(id)}
            >
              {words.replace}
            </Button>
          )}
          <Button
            variant="default"
            size="compact-sm"
            aria-label={words.revokeOf(label)}
            onClick={() => void onRevoke(id)}
          >
            {words.revoke}
          </Button>
        </span>
      ) : (
        <span className={classes.when}>{over}</span>
      )}
    </li>
  );
}

/** Why it is no longer in force. */
function overOf({ revokedAt, expiresAt }: WebhookKey): string | undefined {
  if (revokedAt !== null) return words.revoked;
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? words.expired : undefined;
}
