import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.suppressions;

/** Whom nobody in the workspace may email: added, and taken off. */
export function Suppressions() {
  const format = useFormat();
  const client = useQueryClient();
  const { data, isError } = useQuery({
    queryKey: queryKeys.suppressions,
    queryFn: async () => (await unwrap(api.GET('/api/suppressions'))).items,
    refetchOnMount: 'always',
  });
  const [address, setAddress] = useState('');
  const [reason, setReason] = useState('');
  const work = useWork(() => client.invalidateQueries({ queryKey: queryKeys.suppressions }));

  const add = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      await unwrap(api.POST('/api/suppressions', { body: { address, ...(reason === '' ? {} : { reason }) } }));
      setAddress('');
      setReason('');
      return words.added(address.trim());
    });
  };
  const remove = (address: string) =>
    work.run(async () => {
      await unwrap(api.DELETE('/api/suppressions/{address}', { params: { path: { address } } }));
      return words.removed(address);
    });
  return (
    <section className={classes.part} aria-labelledby="suppressions">
      <h2 className={classes.title} id="suppressions">
        {words.title}
      </h2>
      <p className={classes.help}>{words.help}</p>
      {isError && <p role="alert">{words.error}</p>}
      {data?.length === 0 && <p className={classes.help}>{words.none}</p>}
      {data !== undefined && data.length > 0 && (
        <ul className={classes.list}>
          {data.map(({ address, reason, createdAt }) => (
            <li key={address} className={classes.entry}>
              <span>
                {address}
                <span className={classes.sub}>{words.since(format.dateOfYear(createdAt), reason)}</span>
              </span>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={words.removeOf(address)}
                onClick={() => void remove(address)}
              >
                {words.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form className={classes.top} onSubmit={add} noValidate>
        <TextInput
          {...words.fields.address}
          value={address}
          w={320}
          maxLength={254}
          required
          error={work.problem === '' ? undefined : work.problem}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <TextInput
          {...words.fields.reason}
          value={reason}
          w={320}
          maxLength={500}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={work.isBusy}>
          {words.add}
        </Button>
      </form>
      <p className={dialogs.left} role="status">
        {work.said}
      </p>
    </section>
  );
}
