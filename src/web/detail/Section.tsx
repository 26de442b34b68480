import { type ReactNode, useId } from 'react';
import classes from './Section.module.css';

/** A part of the detail under a heading of its own. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h3 id={id} className={classes.title}>
        {title}
        {note}
      </h3>
      {children}
    </section>
  );
}
