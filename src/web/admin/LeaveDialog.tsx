import { Button } from '@mantine/core';
import { useState } from 'react';
import { api, type Person, unwrap } from '../api/client.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { Dialog } from '../shell/Dialog.tsx';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { useReloadPeople } from './usePeople.ts';

const words = texts.admin.leave;

interface LeaveDialogProps {
  /** null where it is closed. */
  person: Person | null;
  people: readonly Person[];
  onClose: () => void;
}

/** Says what deactivating does, then does it. */
export function LeaveDialog({ person, people, onClose }: LeaveDialogProps) {
  return (
    <Dialog title={person === null ? '' : words.title(person.displayName)} opened={person !== null} onClose={onClose}>
      {person !== null && <Question person={person} people={people} onClose={onClose} />}
    </Dialog>
  );
}

function Question({ person, people, onClose }: LeaveDialogProps & { person: Person }) {
  const reload = useReloadPeople();
  const [problem, setProblem] = useState('');
  const [isSending, setSending] = useState(false);
  const { id, displayName } = person;
  const confirm = async () => {
    setSending(true);
    try {
      const left = await unwrap(api.POST('/api/people/{id}/deactivate', { params: { path: { id } }, body: {} }));
      const to = people.find((each) => each.id === left.handedTo)?.displayName ?? left.handedTo;
      notify({ kind: 'info', text: words.done(displayName, to, left.handedOver, left.kept) });
      await reload();
      onClose();
    } catch (error) {
      setProblem(texts.problem(asProblem(error)));
      setSending(false);
    }
  };
  return (
    <div className={dialogs.form}>
      <ul className={classes.bullets}>
        {words.what.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      <div className={dialogs.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {texts.dialogs.back}
        </Button>
        <Button color="red" disabled={isSending} onClick={() => void confirm()}>
          {words.confirm}
        </Button>
      </div>
    </div>
  );
}
