import { Button, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Connection, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import { useFormat } from '../format.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.connections;

/** Each connection with what its last test has found, and a test. */
export function ConnectionList() {
  const { data: connections, isError } = useQuery({
    queryKey: queryKeys.connections,
    queryFn: async () => (await unwrap(api.GET('/api/connections'))).items,
    refetchOnMount: 'always',
  });
  return (
    <section className={classes.part} aria-labelledby="connections">
      <h2 className={classes.title} id="connections">
        {words.title}
      </h2>
      <p className={classes.help}>{words.help}</p>
      {isError && <p role="alert">{words.error}</p>}
      {connections === undefined && !isError && <Loader aria-label={texts.common.loading} />}
      {connections !== undefined && (
        <ul className={classes.list}>
          {connections.map((connection) => (
            <Entry key={connection.name} connection={connection} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Entry({ connection: { name, configured, lastCheck } }: { connection: Connection }) {
  const format = useFormat();
  const client = useQueryClient();
  const [isTesting, setTesting] = useState(false);
  /** Of a test that nobody has finished nothing is kept. */
  const [unkept, setUnkept] = useState<Found>();
  const test = async () => {
    setTesting(true);
    setUnkept(undefined);
    try {
      const found = await unwrap(api.POST('/api/connections/{name}/check', { params: { path: { name } }, body: {} }));
      setUnkept(found);
      await client.invalidateQueries({ queryKey: queryKeys.connections });
    } catch (error) {
      notify({ kind: 'error', text: texts.problem(asProblem(error)) });
    }
    setTesting(false);
  };
  const found = unkept ?? lastCheck;
  const state = lastCheck === null ? words.never : words.found(lastCheck.ok, format.dateTime(lastCheck.checkedAt));
  return (
    <li className={classes.entry}>
      <span>
        {words.names[name]}
        <span className={classes.sub}>
          {configured ? words.configured : words.notConfigured}, {state}
        </span>
      </span>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={words.testOf(words.names[name])}
        aria-disabled={isTesting}
        onClick={() => void (isTesting ? undefined : test())}
      >
        {isTesting ? words.testing : words.test}
      </Button>
      <div role="status" className={classes.found}>
        {found && !isTesting && <FoundList sections={found.sections} />}
      </div>
    </li>
  );
}

type Found = Pick<NonNullable<Connection['lastCheck']>, 'sections'>;

function FoundList({ sections }: Found) {
  return sections.map(({ title, lines }) => (
    <ul key={title} className={classes.bullets} aria-label={title}>
      {lines.map(({ what, ok, detail, todo }) => (
        <li key={`${what}: ${detail}`}>
          <strong>{ok ? words.right : words.wrong}</strong> {what}: {detail}
          {!ok && todo !== undefined && <span className={classes.sub}>{words.todo(todo)}</span>}
        </li>
      ))}
    </ul>
  ));
}
