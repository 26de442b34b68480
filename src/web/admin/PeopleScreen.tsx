import { ActionIcon, Button, Checkbox, Loader, Menu, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api, type Me, type Person, unwrap } from '../api/client.ts';
import { asProblem } from '../decide/refusals.ts';
import { useFormat } from '../format.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { DirectoryGroups } from './DirectoryGroups.tsx';
import { LeaveDialog } from './LeaveDialog.tsx';
import { MailboxDialog } from './MailboxDialog.tsx';
import { PersonDialog } from './PersonDialog.tsx';
import { TokensDialog } from './TokensDialog.tsx';
import { usePeople, useReloadPeople } from './usePeople.ts';

const words = texts.admin.people;

type Open = { what: 'person'; person: Person | null } | { what: 'tokens' | 'mailbox' | 'leave'; person: Person };

/** Everybody in the workspace, with all that an administrator does to them. */
export function PeopleScreen({ me }: { me: Me }) {
  const { data: people, isError, refetch } = usePeople();
  const [search, setSearch] = useState('');
  const [isAll, setAll] = useState(false);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  if (isError && people === undefined) {
    return (
      <div role="alert">
        <p>{words.error}</p>
        <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
      </div>
    );
  }
  if (people === undefined) return <Loader aria-label={texts.common.loading} />;
  const shown = people.filter((person) => (isAll || person.deactivatedAt === null) && isFound(person, search));
  return (
    <>
      <div className={classes.top}>
        <h2 className={classes.title}>{words.title}</h2>
        <span role="status" className={classes.when}>
          {words.count(shown.length)}
        </span>
        <Button size="sm" onClick={() => setOpen({ what: 'person', person: null })}>
          {words.add}
        </Button>
      </div>
      <div className={classes.top}>
        <TextInput
          type="search"
          aria-label={words.search}
          placeholder={words.search}
          value={search}
          w={320}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Checkbox label={words.leftToo} checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />
      </div>
      {shown.length === 0 ? (
        <p className={classes.help}>{words.none}</p>
      ) : (
        <PeopleTable people={people} shown={shown} me={me} onOpen={setOpen} />
      )}
      <DirectoryGroups />
      <PersonDialog
        opened={open?.what === 'person'}
        person={open?.what === 'person' ? open.person : null}
        people={people}
        timeZone={me.timeZone}
        onClose={close}
      />
      <TokensDialog person={open?.what === 'tokens' ? open.person : null} onClose={close} />
      <MailboxDialog person={open?.what === 'mailbox' ? open.person : null} onClose={close} />
      <LeaveDialog person={open?.what === 'leave' ? open.person : null} people={people} onClose={close} />
    </>
  );
}

interface TableProps {
  people: readonly Person[];
  shown: readonly Person[];
  me: Me;
  onOpen: (open: Open) => void;
}

function PeopleTable({ people, shown, me, onOpen }: TableProps) {
  const format = useFormat();
  const names = new Map(people.map(({ id, displayName }) => [id, displayName]));
  const { columns } = words;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {Object.entries(columns).map(([name, title]) => (
            <th scope="col" key={name}>
              {name === 'actions' ? <span className="visually-hidden">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((person) => (
          <tr key={person.id} className={person.deactivatedAt === null ? undefined : classes.gone}>
            <th scope="row">
              {person.displayName}
              <span className={classes.sub}>{person.email}</span>
            </th>
            <td data-label={columns.role}>{words.roles[person.role]}</td>
            <td data-label={columns.manager}>
              {person.managerId === null ? '–' : (names.get(person.managerId) ?? person.managerId)}
            </td>
            <td data-label={columns.pending}>{person.pending}</td>
            <td data-label={columns.seen}>{seen(person, format.dateTime)}</td>
            <td>
              <PersonMenu person={person} isSelf={person.id === me.id} onOpen={onOpen} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PersonMenu({ person, isSelf, onOpen }: { person: Person; isSelf: boolean; onOpen: TableProps['onOpen'] }) {
  const reload = useReloadPeople();
  const { id, displayName, role, deactivatedAt } = person;
  const tell = async (work: () => Promise<string>) => {
    try {
      notify({ kind: 'info', text: await work() });
      await reload();
    } catch (error) {
      notify({ kind: 'error', text: texts.problem(asProblem(error)) });
    }
  };
  const params = { path: { id } };
  const signOut = async (tokens: boolean) => {
    const ended = await unwrap(api.POST('/api/people/{id}/sign-out', { params, body: { tokens } }));
    return words.signedOut(displayName, ended.sessions, ended.tokens);
  };
  const letIn = async () => {
    await unwrap(api.POST('/api/people/{id}/reactivate', { params, body: {} }));
    return words.reactivated(displayName);
  };
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" c="inherit" aria-label={words.more(displayName)}>
          ⋯
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onOpen({ what: 'person', person })}>{words.change}</Menu.Item>
        {deactivatedAt === null ? (
          <>
            <Menu.Item onClick={() => onOpen({ what: 'tokens', person })}>{words.tokens}</Menu.Item>
            {role !== 'service' && (
              <Menu.Item onClick={() => onOpen({ what: 'mailbox', person })}>{words.mailbox}</Menu.Item>
            )}
            <Menu.Item onClick={() => void tell(() => signOut(false))}>{words.signOut}</Menu.Item>
            <Menu.Item onClick={() => void tell(() => signOut(true))}>{words.signOutWithTokens}</Menu.Item>
            {!isSelf && (
              <Menu.Item color="red" onClick={() => onOpen({ what: 'leave', person })}>
                {words.deactivate}
              </Menu.Item>
            )}
          </>
        ) : (
          <Menu.Item onClick={() => void tell(letIn)}>{words.reactivate}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function isFound({ id, displayName, email }: Person, search: string): boolean {
  const text = search.trim().toLowerCase();
  return [id, displayName, email].some((each) => each.toLowerCase().includes(text));
}

function seen({ deactivatedAt, lastSeenAt }: Person, inWords: (at: string) => string): string {
  if (deactivatedAt !== null) return words.left(inWords(deactivatedAt));
  return lastSeenAt === null ? words.never : inWords(lastSeenAt);
}
