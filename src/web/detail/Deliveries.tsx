import type { ActionDetail } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './lists.module.css';
import { Moment } from './Moment.tsx';
import { Section } from './Section.tsx';

const { title, states, attempts } = texts.detail.deliveries;

/** What became of each outgoing effect. */
export function Deliveries({ deliveries }: Pick<ActionDetail, 'deliveries'>) {
  if (deliveries.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={classes.list}>
        {deliveries.map(({ step, state, attempt, finishedAt, error }) => (
          <li key={step} className={classes.entry}>
            {states[state]}
            <span className={classes.aside}>
              {' · '}
              {attempts(attempt)}
              {finishedAt !== null && (
                <>
                  {' · '}
                  <Moment at={finishedAt} />
                </>
              )}
            </span>
            {error !== null && <p className={classes.error}>{error.message}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
