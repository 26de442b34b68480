import { Button } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../texts.ts';
import classes from './SessionScreen.module.css';

const { done } = texts.setup;

/** A new token, which nobody can show again, and the way on. */
export function TokenOnce({ token }: { token: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(token);
    setCopied(true);
  };
  return (
    <main className={classes.screen}>
      <h1 className={classes.title}>{done.title}</h1>
      <div className={classes.form}>
        <h2 className={classes.label}>{done.token}</h2>
        <code className={classes.token}>{token}</code>
        <p className={classes.hint}>{done.keep}</p>
        {/* Over plain http from another machine there is no clipboard: the token can be selected. */}
        {'clipboard' in navigator && (
          <Button variant="default" onClick={() => void copy().catch(() => setCopied(false))}>
            <span role="status">{isCopied ? done.copied : done.copy}</span>
          </Button>
        )}
        <Button component="a" href="/">
          {done.open}
        </Button>
        <p className={classes.hint}>{done.next}</p>
      </div>
    </main>
  );
}
