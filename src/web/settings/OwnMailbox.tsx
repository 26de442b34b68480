import { Button } from '@mantine/core';
import { useState } from 'react';
import classes from '../dialogs/dialogs.module.css';
import { MailboxForm } from '../dialogs/MailboxForm.tsx';
import { texts } from '../texts.ts';

const words = texts.dialogs.mailbox;

/** One's own mail servers; few look at them, so that they open when asked for. */
export function OwnMailbox() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classes.form}>
      <p className={classes.help}>{words.help}</p>
      {isOpen ? (
        <MailboxForm userId={null} />
      ) : (
        <Button variant="default" w="fit-content" onClick={() => setOpen(true)}>
          {words.change}
        </Button>
      )}
    </div>
  );
}
