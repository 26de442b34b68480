import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { crmTitle } from '../../domain/crmNames.ts';
import { api, type CrmOwner, type Me, type Person, unwrap } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import { asProblem } from '../decide/refusals.ts';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { ConfirmDialog, type Question } from './ConfirmDialog.tsx';
import { PersonDialog } from './PersonDialog.tsx';
import type { Fields } from './personForm.ts';
import { usePeople, useReloadPeople } from './usePeople.ts';

const words = texts.admin.crmOwners;

/** Who in the CRM is nobody here: mapped to a user by a click, or made one. */
export function CrmOwners({ me }: { me: Me }) {
  const client = useQueryClient();
  const reloadPeople = useReloadPeople();
  const { data: people = [] } = usePeople();
  const { data: owners, isError } = useQuery({
    queryKey: queryKeys.crmOwners,
    queryFn: async () => (await unwrap(api.GET('/api/crm-owners'))).items,
    refetchOnMount: 'always',
  });
  const [adding, setAdding] = useState<Partial<Fields>>();
  const reload = () => Promise.all([client.invalidateQueries({ queryKey: queryKeys.crmOwners }), reloadPeople()]);

  const [question, setQuestion] = useState<Question | null>(null);
  const map = async (owner: CrmOwner, userId: string) => {
    try {
      const params = { path: { id: userId } };
      const body = { crmOwnerId: owner.ownerId };
      const { displayName } = await afterSigningInAgain(() => unwrap(api.PATCH('/api/people/{id}', { params, body })));
      notify({ kind: 'info', text: words.mapped(nameOf(owner), displayName) });
    } catch (error) {
      notify({ kind: 'error', text: texts.problem(asProblem(error)) });
    }
    await reload();
  };
  /** A person is one owner: who is mapped already loses that. */
  const askToMap = (owner: CrmOwner, { id, displayName, crmOwnerId }: Person) => {
    if (crmOwnerId === null || crmOwnerId === owner.ownerId) return void map(owner, id);
    const asked = words.mapQuestion(nameOf(owner), displayName, crmOwnerId);
    setQuestion({ ...asked, take: () => void map(owner, id) });
  };
  const nobody = owners?.filter(({ userId }) => userId === null);
  const deciders = people.filter(
    ({ role, deactivatedAt }) => (role === 'rep' || role === 'manager') && deactivatedAt === null,
  );
  return (
    <section className={classes.part} aria-labelledby="crm-owners">
      <h2 className={classes.title} id="crm-owners">
        {words.title}
      </h2>
      <p className={classes.help}>{words.help}</p>
      {isError && <p role="alert">{words.error}</p>}
      {nobody?.length === 0 && <p className={classes.help}>{words.none}</p>}
      {nobody !== undefined && nobody.length > 0 && (
        <ul className={classes.list}>
          {nobody.map((owner) => (
            <Entry
              key={`${owner.crm} ${owner.ownerId ?? owner.email}`}
              owner={owner}
              people={deciders}
              onMap={(user) => askToMap(owner, user)}
              onAdd={() =>
                setAdding({
                  displayName: owner.name ?? '',
                  email: owner.email ?? '',
                  crmOwnerId: owner.ownerId ?? '',
                })
              }
            />
          ))}
        </ul>
      )}
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
      <PersonDialog
        opened={adding !== undefined}
        person={null}
        known={adding}
        people={people}
        timeZone={me.timeZone}
        onClose={() => {
          setAdding(undefined);
          void reload();
        }}
      />
    </section>
  );
}

interface EntryProps {
  owner: CrmOwner;
  people: readonly Person[];
  onMap: (user: Person) => void;
  onAdd: () => void;
}

function Entry({ owner, people, onMap, onAdd }: EntryProps) {
  const { crm, ownerId, email, deals, unused, suggestedUserId } = owner;
  const [userId, setUserId] = useState(suggestedUserId ?? '');
  const chosen = people.find(({ id }) => id === userId);
  const name = nameOf(owner);
  const facts = [
    crmTitle(crm),
    ...(email === null || email === name ? [] : [email]),
    words.missed(unused),
    words.deals(deals),
  ];
  return (
    <li className={classes.entry}>
      <span>
        {name}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      <span className={classes.choices}>
        {/* Who is named by his address alone is whoever has that address. */}
        {ownerId !== null && (
          <>
            <NativeSelect
              size="xs"
              aria-label={words.is(name)}
              value={chosen?.id ?? ''}
              onChange={(event) => setUserId(event.currentTarget.value)}
              data={[
                { value: '', label: words.choose },
                ...people.map(({ id, displayName }) => ({ value: id, label: displayName })),
              ]}
            />
            <Button
              size="compact-sm"
              aria-label={words.mapOf(name)}
              disabled={chosen === undefined}
              onClick={() => chosen !== undefined && onMap(chosen)}
            >
              {words.map}
            </Button>
          </>
        )}
        <Button variant="default" size="compact-sm" aria-label={words.addOf(name)} onClick={onAdd}>
          {words.add}
        </Button>
      </span>
    </li>
  );
}

function nameOf({ name, email, ownerId }: CrmOwner): string {
  return name ?? email ?? words.nameless(ownerId ?? '');
}
