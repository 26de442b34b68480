import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, type ContactHeld, unwrap } from '../api/client.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import { asProblem } from '../decide/refusals.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { Dialog } from '../shell/Dialog.tsx';
import { notify } from '../shell/notices.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.privacy;

/** What is kept about a contact: shown in numbers, given away as a file, or forgotten. */
export function PrivacyScreen() {
  const [email, setEmail] = useState('');
  const [found, setFound] = useState<{ email: string; answer: ContactHeld }>();
  const [problem, setProblem] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [isSearching, setSearching] = useState(false);

  const search = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    setSearching(true);
    try {
      const answer = await afterSigningInAgain(() => unwrap(api.POST('/api/contacts/export', { body: { email } })));
      setFound({ email, answer });
    } catch (error) {
      setFound(undefined);
      setProblem(texts.problem(asProblem(error)));
    }
    setSearching(false);
  };
  const kinds = Object.entries(found?.answer.held ?? {}).filter(([, rows]) => rows.length > 0);
  return (
    <>
      <h2 className={classes.title}>{words.title}</h2>
      <p className={classes.help}>{words.help}</p>
      <form className={classes.top} onSubmit={(event) => void search(event)}>
        <TextInput
          type="email"
          label={words.email}
          value={email}
          w={320}
          required
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={problem === '' ? undefined : problem}
        />
        <Button type="submit" loading={isSearching}>
          {words.search}
        </Button>
      </form>
      {found !== undefined && (
        <section aria-label={words.of(found.email)}>
          <p role="status">{kinds.length === 0 ? words.nothing(found.email) : words.of(found.email)}</p>
          <ul className={classes.bullets}>
            {kinds.map(([kind, rows]) => (
              <li key={kind}>{words.kept(kindInWords(kind), rows.length)}</li>
            ))}
          </ul>
          {kinds.length > 0 && (
            <div className={dialogs.buttons}>
              <Button variant="default" onClick={() => save(found.answer)}>
                {words.download}
              </Button>
              <Button color="red" onClick={() => setAsking(true)}>
                {words.erase}
              </Button>
            </div>
          )}
          <EraseDialog
            key={found.email}
            email={found.email}
            opened={isAsking}
            onClose={() => setAsking(false)}
            onErased={() => setFound(undefined)}
          />
        </section>
      )}
    </>
  );
}

interface EraseDialogProps {
  email: string;
  opened: boolean;
  onClose: () => void;
  onErased: () => void;
}

function EraseDialog({ email, opened, onClose, onErased }: EraseDialogProps) {
  const [problem, setProblem] = useState('');
  const [isErasing, setErasing] = useState(false);
  const erase = async () => {
    setErasing(true);
    setProblem('');
    try {
      const { actions } = await afterSigningInAgain(() => unwrap(api.POST('/api/contacts/erase', { body: { email } })));
      notify({ kind: 'info', text: words.erased(email, actions) });
      onClose();
      onErased();
    } catch (error) {
      setProblem(texts.problem(asProblem(error)));
    }
    setErasing(false);
  };
  return (
    <Dialog title={words.eraseTitle(email)} opened={opened} onClose={onClose}>
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
          <Button color="red" loading={isErasing} onClick={() => void erase()}>
            {words.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function kindInWords(kind: string): string {
  const { kinds } = words;
  return Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : kind;
}

/** As a file of the browser's: nothing of it stays with us. */
function save(answer: ContactHeld): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'contact.json';
  link.click();
  URL.revokeObjectURL(url);
}
