import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, type Cover, type Me, unwrap } from '../api/client.ts';
import { queryKeys, useColleagues } from '../api/queries.ts';
import classes from '../dialogs/dialogs.module.css';
import { TimeField } from '../dialogs/TimeField.tsx';
import { fromLocal } from '../edit/localTime.ts';
import { useFormat } from '../format.ts';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';

const words = texts.dialogs.away;
const EMPTY = { coverId: '', from: '', until: '' };

/** Who sees and decides on one's actions from when until when; for a manager also on the team's, for an administrator on anybody's. */
export function AwayForm({ me }: { me: Me }) {
  const format = useFormat();
  const client = useQueryClient();
  const covers = useQuery({
    queryKey: queryKeys.covers,
    queryFn: async () => (await unwrap(api.GET('/api/covers'))).items,
    refetchOnMount: 'always',
  });
  const colleagues = useColleagues();
  const isAdmin = me.role === 'admin';
  const [userId, setUserId] = useState(isAdmin ? '' : me.id);
  const [fields, setFields] = useState(EMPTY);
  const [isIncomplete, setIncomplete] = useState(false);
  const work = useWork(() => client.invalidateQueries({ queryKey: queryKeys.covers }));
  const set = (some: Partial<typeof EMPTY>) => setFields((now) => ({ ...now, ...some }));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { coverId } = fields;
    const [beginsAt, endsAt] = [fromLocal(fields.from, format.timeZone), fromLocal(fields.until, format.timeZone)];
    const lacks = userId === '' || coverId === '' || endsAt === '';
    setIncomplete(lacks);
    if (lacks) return;
    const body = { userId, coverId, endsAt, ...(beginsAt === '' ? {} : { beginsAt }) };
    const isSet = await work.run(async () => {
      await unwrap(api.POST('/api/covers', { body }));
      return words.saved;
    });
    if (isSet) setFields(EMPTY);
  };
  const end = ({ id }: Cover) =>
    work.run(async () => {
      await unwrap(api.DELETE('/api/covers/{id}', { params: { path: { id } } }));
      return words.ended;
    });
  const people = (colleagues.data ?? []).map(({ id, displayName }) => ({ value: id, label: displayName }));
  const whose = isAdmin ? people : me.team.map(({ id, displayName }) => ({ value: id, label: displayName }));
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <p className={classes.help}>{isAdmin ? words.helpOfAll : words.help}</p>
      {(covers.isError || colleagues.isError) && <p role="alert">{words.error}</p>}
      {covers.data !== undefined && covers.data.length > 0 && (
        <ul className={classes.actions}>
          {covers.data.map((cover) => (
            <li key={cover.id} className={classes.action}>
              {inWords(cover, me)}
              <span className={classes.summary}>
                {words.times(format.dateTime(cover.beginsAt), format.dateTime(cover.endsAt))}
              </span>
              {cover.coverId !== me.id && (
                <Button variant="default" size="compact-sm" w="fit-content" onClick={() => void end(cover)}>
                  {words.end}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {whose.some(({ value }) => value !== me.id) && (
        <NativeSelect
          label={words.whose}
          value={userId}
          onChange={(event) => setUserId(event.currentTarget.value)}
          data={isAdmin ? [{ value: '', label: words.choose }, ...whose] : whose}
        />
      )}
      <NativeSelect
        label={userId === me.id ? words.who : words.whoOf}
        value={fields.coverId}
        onChange={(event) => set({ coverId: event.currentTarget.value })}
        data={[{ value: '', label: words.choose }, ...people.filter(({ value }) => value !== userId)]}
      />
      <TimeField label={words.from} value={fields.from} onChange={(from) => set({ from })} />
      <TimeField label={words.until} value={fields.until} onChange={(until) => set({ until })} />
      <p className={classes.error} role="alert">
        {isIncomplete ? words.incomplete : work.problem}
      </p>
      <p className={classes.left} role="status">
        {work.said}
      </p>
      <div className={classes.buttons}>
        <Button type="submit" variant="default" loading={work.isBusy}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

function inWords({ userId, userName, coverId, coverName }: Cover, me: Me): string {
  if (userId === me.id) return words.covered(coverName);
  return coverId === me.id ? words.covering(userName) : words.coveredOf(coverName, userName);
}
