import type { ActionDetail } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './lists.module.css';
import { Moment } from './Moment.tsx';
import { Outward } from './Outward.tsx';
import { Section } from './Section.tsx';

/** The audit trail in words, and the way to the workflow behind it. */
export function Trail({ action: { audit, workflowUrl } }: { action: ActionDetail }) {
  return (
    <Section title={texts.detail.trail.title}>
      <ol className={classes.list}>
        {audit.map(({ at, command, inWords }) => (
          <li key={`${at} ${command}`} className={classes.timed}>
            <span className={classes.aside}>
              <Moment at={at} />
            </span>
            <span>{inWords}</span>
          </li>
        ))}
      </ol>
      {workflowUrl !== null && (
        <p>
          <Outward url={workflowUrl}>{texts.detail.trail.workflow}</Outward>
        </p>
      )}
    </Section>
  );
}
