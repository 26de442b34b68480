import type { InsightFigures } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './InsightsScreen.module.css';
import { ListLink } from './ListLink.tsx';

const words = texts.insights;
const reasonNames = texts.history.behind.cancelKinds;

/** In the order of the table's columns, too. */
export const COUNTS = [
  ...(['created', 'approvedUnedited', 'approvedEdited', 'cancelled'] as const),
  ...(['expired', 'byItself', 'failed'] as const),
];

/** How many were made, and what became of how many. */
export function Totals({ figures }: { figures: InsightFigures }) {
  return (
    <section aria-label={words.totals}>
      <dl className={classes.totals}>
        {COUNTS.map((name) => (
          <div key={name}>
            <dt>{words.counts[name]}</dt>
            <dd>
              <ListLink {...figures[name]} what={words.counts[name]} />
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.reasons}>
        <Reasons figures={figures} label={`${words.reasons}: `} />
      </p>
    </section>
  );
}

/** Why how many were cancelled, those that most often were first; nothing where none was. */
export function Reasons({ figures, label = '', group }: { figures: InsightFigures; label?: string; group?: string }) {
  const reasons = Object.entries(figures.cancelled.byReason).sort(([, a], [, b]) => b.n - a.n);
  if (reasons.length === 0) return null;
  return (
    <>
      {label}
      {reasons.map(([reason, { n, actions }], index) => {
        const name = reasonNames[reason] ?? reason;
        return (
          <span key={reason}>
            {index > 0 && ' · '}
            {name} <ListLink n={n} actions={actions} what={`${words.counts.cancelled}: ${name}`} group={group} />
          </span>
        );
      })}
    </>
  );
}
