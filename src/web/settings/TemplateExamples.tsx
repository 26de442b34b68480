import type { TemplatePreview } from '../api/client.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './Templates.module.css';

const words = texts.settings.templates;

/** What the template would have made of the last triggers. */
export function TemplateExamples({ examples }: Pick<TemplatePreview, 'examples'>) {
  const format = useFormat();
  return (
    <section aria-label={words.examples}>
      <h3 className={dialogs.label}>{words.examples}</h3>
      {examples.length === 0 && <p className={dialogs.help}>{words.noExamples}</p>}
      <ul className={classes.examples}>
        {examples.map(({ alertId, summary, createdAt, texts: { subject, body }, problem }) => (
          <li key={alertId} className={classes.example}>
            <p className={dialogs.help}>
              {summary} · {format.dateTime(createdAt)}
            </p>
            {problem !== null && <p className={dialogs.error}>{words.notUsed(problem)}</p>}
            <p className={classes.subject}>{subject}</p>
            <p className={classes.body}>{body}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
