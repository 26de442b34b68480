import type { ActionSummary } from '../api/client.ts';
import { texts } from '../texts.ts';
import { Inward } from './Inward.tsx';
import classes from './lists.module.css';
import { Moment } from './Moment.tsx';
import { Section } from './Section.tsx';
import { stateInWords } from './state.ts';

/** What has been proposed or done on the same deal before. */
export function Earlier({ actions }: { actions: ActionSummary[] }) {
  if (actions.length === 0) return null;
  return (
    <Section title={texts.detail.earlier.title}>
      <ul className={classes.list}>
        {actions.map((action) => {
          const { what, at } = stateInWords(action);
          return (
            <li key={action.id} className={classes.entry}>
              <Inward actionId={action.id}>{action.contextSummary}</Inward>
              <p className={classes.aside}>
                {texts.actionTypes[action.actionType]} · {what} · <Moment at={at ?? action.createdAt} />
              </p>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
