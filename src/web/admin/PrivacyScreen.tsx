import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api, type ContactHeld, type SoughtContact, unwrap } from '../api/client.ts';
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
  const [isById, setById] = useState(false);
  const [email, setEmail] = useState('');
  const [crm, setCrm] = useState('');
  const [contactId, setContactId] = useState('');
  const [found, setFound] = useState<{ sought: SoughtContact; answer: ContactHeld }>();
  const [problem, setProblem] = useState('');
  const [isAsking, setAsking] = useState(false);
  const [isSearching, setSearching] = useState(false);

  const search = async (event: FormEvent) => {
    event.preventDefault();
    setProblem('');
    setSearching(true);
    try {
      const sought = isById ? { crm: crm.trim(), contactId: contactId.trim() } : { email };
      const answer = await afterSigningInAgain(() => unwrap(api.POST('/api/contacts/export', { body: sought })));
      setFound({ sought, answer });
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
        <NativeSelect
          label={words.by}
          data={[words.byEmail, words.byId]}
          value={isById ? words.byId : words.byEmail}
          onChange={(event) => setById(event.currentTarget.value === words.byId)}
        />
        {isById ? (
          <>
            <TextInput
              label={words.crm}
              placeholder="hubspot"
              value={crm}
              required
              onChange={(event) => setCrm(event.currentTarget.value)}
            />
            <TextInput
              label={words.contactId}
              value={contactId}
              required
              onChange={(event) => setContactId(event.currentTarget.value)}
            />
          </>
        ) : (
          <TextInput
            type="email"
            label={words.email}
            value={email}
            w={320}
            required
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={isSearching}>
          {words.search}
        </Button>
      </form>
      <p className={dialogs.error} role="alert">
        {problem}
      </p>
      {found !== undefined && (
        <section aria-label={words.of(inWords(found.sought))}>
          <p role="status">{(kinds.length === 0 ? words.nothing : words.of)(inWords(found.sought))}</p>
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
            key={inWords(found.sought)}
            sought={found.sought}
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
  sought: SoughtContact;
  opened: boolean;
  onClose: () => void;
  onErased: () => void;
}

function EraseDialog({ sought, opened, onClose, onErased }: EraseDialogProps) {
  const [problem, setProblem] = useState('');
  const [isErasing, setErasing] = useState(false);
  const erase = async () => {
    setErasing(true);
    setProblem('');
    try {
      const { actions } = await afterSigningInAgain(() => unwrap(api.POST('/api/contacts/erase', { body: sought })));
      notify({ kind: 'info', text: words.erased(inWords(sought), actions) });
      onClose();
      onErased();
    } catch (error) {
      setProblem(texts.problem(asProblem(error)));
    }
    setErasing(false);
  };
  return (
    <Dialog title={words.eraseTitle(inWords(sought))} opened={opened} onClose={onClose}>
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

function inWords(sought: SoughtContact): string {
  return 'email' in sought ? sought.email : words.inCrm(sought.contactId, sought.crm);
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
