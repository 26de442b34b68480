import { Button } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';
import { MailboxForm } from './MailboxForm.tsx';

const words = texts.dialogs.mailbox;

/** One's own mail servers; few look at them, so that they open when asked for. */
export function OwnMailbox() {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={`${classes.form} ${classes.apart}`} aria-label={words.title}>
      <h3 className={classes.label}>{words.title}</h3>
      <p className={classes.help}>{words.help}</p>
      {isOpen ? (
        <MailboxForm userId={null} />
      ) : (
        <Button variant="default" w="fit-content" onClick={() => setOpen(true)}>
          {words.change}
        </Button>
      )}
    </section>
  );
}
