import type { ReactNode } from 'react';
import type { ActionSummary } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './dialogs.module.css';

interface ActionListProps {
  label: string;
  actions: readonly ActionSummary[];
  /** What stands below each. */
  note?: (action: ActionSummary) => ReactNode;
}

/** Actions by name: never only how many there are, as one must see what is done to whom. */
export function ActionList({ label, actions, note }: ActionListProps) {
  return (
    <section>
      <h3 className={classes.label}>{label}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by key (WCAG 2.1.1) */}
      <ul className={classes.actions} tabIndex={0} aria-label={label}>
        {actions.map((action) => (
          <li key={action.id} className={classes.action}>
            <Effect action={action} />
            <span className={classes.summary}>{action.contextSummary}</span>
            {note?.(action)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is done, to whom, at which company. */
function Effect({ action: { actionType, subject } }: { action: ActionSummary }) {
  const { contact, company } = subject;
  const [what, toWhom] = texts.card.effect(actionType, contact?.name ?? contact?.email);
  const address = contact?.name === undefined ? undefined : contact.email;
  return (
    <span>
      <strong>{what}</strong> {toWhom}
      {address !== undefined && ` <${address}>`}
      {company?.name !== undefined && ` · ${company.name}`}
    </span>
  );
}
