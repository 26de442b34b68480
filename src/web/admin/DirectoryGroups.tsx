import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type DirectoryGroup, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { asProblem } from '../decide/refusals.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { useReloadPeople } from './usePeople.ts';

const words = texts.admin.groups;
const GIVEN = ['rep', 'manager', 'admin'] as const;
const CHOICES = [
  { value: '', label: words.noRole },
  ...GIVEN.map((value) => ({ value, label: texts.admin.people.roles[value] })),
];

/** Which role the groups of the company's directory give; nothing where it keeps none here. */
export function DirectoryGroups() {
  const client = useQueryClient();
  const reload = useReloadPeople();
  const { data, isError } = useQuery({
    queryKey: queryKeys.directoryGroups,
    queryFn: () => unwrap(api.GET('/api/directory-groups')),
    refetchOnMount: 'always',
  });
  if (isError && data === undefined) return <p role="alert">{words.error}</p>;
  if (data === undefined || data.items.length === 0) return null;
  const choose = async (id: string, chosen: string) => {
    const role = GIVEN.find((each) => each === chosen) ?? null;
    try {
      await unwrap(api.PATCH('/api/directory-groups/{id}', { params: { path: { id } }, body: { role } }));
      await reload();
    } catch (error) {
      notify({ kind: 'error', text: texts.problem(asProblem(error)) });
    }
    await client.invalidateQueries({ queryKey: queryKeys.directoryGroups });
  };
  return (
    <section aria-label={words.title}>
      <h3>{words.title}</h3>
      <p className={classes.help}>{words.help}</p>
      <ul className={classes.list}>
        {data.items.map((group) => (
          <Entry key={group.id} group={group} onSave={(role) => void choose(group.id, role)} />
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  group: DirectoryGroup;
  onSave: (role: string) => void;
}

/** A role is given to all members at once: it is chosen, and then said to be meant. */
function Entry({ group: { displayName, role, memberIds }, onSave }: EntryProps) {
  const [chosen, setChosen] = useState<string>(role ?? '');
  return (
    <li className={classes.entry}>
      <span>
        {displayName}
        <span className={classes.sub}>{words.members(memberIds.length)}</span>
      </span>
      <span className={classes.choices}>
        <NativeSelect
          size="xs"
          aria-label={words.roleOf(displayName)}
          data={CHOICES}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Button
          size="compact-sm"
          aria-label={words.saveOf(displayName)}
          disabled={chosen === (role ?? '')}
          onClick={() => onSave(chosen)}
        >
          {words.save}
        </Button>
      </span>
    </li>
  );
}
