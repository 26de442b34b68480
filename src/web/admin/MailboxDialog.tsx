import type { Person } from '../api/client.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { MailboxForm } from '../dialogs/MailboxForm.tsx';
import { Dialog } from '../shell/Dialog.tsx';
import { texts } from '../texts.ts';
import { useReloadPeople } from './usePeople.ts';

const words = texts.dialogs.mailbox;

/** A person's own mail servers; `person` null: it is closed. */
export function MailboxDialog({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const reload = useReloadPeople();
  return (
    <Dialog title={person === null ? '' : words.titleOf(person.displayName)} opened={person !== null} onClose={onClose}>
      {person !== null && (
        <>
          <p className={dialogs.help}>{words.helpOf}</p>
          <MailboxForm userId={person.id} onChanged={reload} />
        </>
      )}
    </Dialog>
  );
}
