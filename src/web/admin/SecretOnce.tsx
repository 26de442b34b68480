import { Button } from '@mantine/core';
import { useState } from 'react';
import dialogs from '../dialogs/dialogs.module.css';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const words = texts.admin.secret;

interface SecretOnceProps {
  /** null: none was made. */
  made: { secret: string; text: string } | null;
  /** It is kept somewhere: it leaves the page. */
  onKept: () => void;
}

/** A token or key that nobody can show again: to be copied, and gone when one says so. */
export function SecretOnce({ made, onKept }: SecretOnceProps) {
  const [copied, setCopied] = useState('');
  return (
    // Here before it has anything to say: what comes with its region is not read out.
    <div role="status">
      {made !== null && (
        <div className={dialogs.form}>
          <span>{made.text}</span>
          <code className={classes.token}>{made.secret}</code>
          <div className={dialogs.buttons}>
            {/* Over plain http from another machine there is no clipboard: it can be selected. */}
            {'clipboard' in navigator && (
              <Button
                variant="default"
                onClick={() => void navigator.clipboard.writeText(made.secret).then(() => setCopied(made.secret))}
              >
                {copied === made.secret ? words.copied : words.copy}
              </Button>
            )}
            <Button variant="default" onClick={onKept}>
              {words.kept}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
