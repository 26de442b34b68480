import type { ReactNode } from 'react';
import classes from './Message.module.css';

/** What stands where there is nothing to show, in the middle of it, with what one can do about it. */
export function Message({ title, text, children }: { title?: string; text?: string; children?: ReactNode }) {
  return (
    <div className={classes.message}>
      {title !== undefined && <h2 className={classes.title}>{title}</h2>}
      {text !== undefined && <p className={classes.text}>{text}</p>}
      {children}
    </div>
  );
}
