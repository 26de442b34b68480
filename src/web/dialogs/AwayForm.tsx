import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type Me, unwrap } from '../api/client.ts';
import { noticeSignOut, queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import { fromLocal } from '../edit/localTime.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { TimeField } from './TimeField.tsx';

const words = texts.dialogs.away;

/** Who sees and decides on one's actions until when; and whose one has oneself. */
export function AwayForm({ me }: { me: Me }) {
  const format = useFormat();
  const client = useQueryClient();
  const covers = useQuery({
    queryKey: queryKeys.covers,
    queryFn: async () => (await unwrap(api.GET('/api/covers'))).items,
    refetchOnMount: 'always',
  });
  const colleagues = useQuery({
    queryKey: queryKeys.colleagues,
    queryFn: async () => (await unwrap(api.GET('/api/colleagues'))).items,
    refetchOnMount: 'always',
  });
  const [coverId, setCoverId] = useState('');
  const [until, setUntil] = useState('');
  const [problem, setProblem] = useState('');
  const [said, setSaid] = useState('');

  const tell = async (work: () => Promise<unknown>, done: string) => {
    setProblem('');
    setSaid('');
    try {
      await work();
      setSaid(done);
    } catch (error) {
      noticeSignOut(client, error);
      const refusal = asProblem(error);
      setProblem(refusal.errors?.map(({ detail }) => detail).join('; ') ?? texts.problem(refusal));
    }
    await client.invalidateQueries({ queryKey: queryKeys.covers });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const endsAt = fromLocal(until, format.timeZone);
    if (coverId === '' || endsAt === '') return setProblem(words.incomplete);
    await tell(() => unwrap(api.POST('/api/covers', { body: { coverId, endsAt } })), words.saved);
  };
  const end = (id: string) =>
    tell(() => unwrap(api.DELETE('/api/covers/{id}', { params: { path: { id } } })), words.ended);
  const own = covers.data?.filter(({ userId, coverId }) => userId === me.id || coverId === me.id) ?? [];
  return (
    <form className={`${classes.form} ${classes.apart}`} onSubmit={(event) => void submit(event)} noValidate>
      <h3 className={classes.label}>{words.title}</h3>
      <p className={classes.help}>{words.help}</p>
      {own.length > 0 && (
        <ul className={classes.actions}>
          {own.map(({ id, userId, userName, coverName, beginsAt, endsAt }) => (
            <li key={id} className={classes.action}>
              {userId === me.id ? words.covered(coverName) : words.covering(userName)}
              <span className={classes.summary}>{words.times(format.dateTime(beginsAt), format.dateTime(endsAt))}</span>
              {userId === me.id && (
                <Button variant="default" size="compact-sm" w="fit-content" onClick={() => void end(id)}>
                  {words.end}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <NativeSelect
        label={words.who}
        value={coverId}
        onChange={(event) => setCoverId(event.currentTarget.value)}
        data={[
          { value: '', label: words.choose },
          ...(colleagues.data ?? [])
            .filter(({ id }) => id !== me.id)
            .map(({ id, displayName }) => ({ value: id, label: displayName })),
        ]}
      />
      <TimeField label={words.until} value={until} onChange={setUntil} />
      <p className={classes.error} role="alert">
        {problem}
      </p>
      <p className={classes.left} role="status">
        {said}
      </p>
      <div className={classes.buttons}>
        <Button type="submit" variant="default">
          {words.save}
        </Button>
      </div>
    </form>
  );
}
