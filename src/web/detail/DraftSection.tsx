import type { ReactNode } from 'react';
import type { ActionDetail, ActionType } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { Changes } from './Changes.tsx';
import classes from './DraftSection.module.css';
import { EmailPreview } from './EmailPreview.tsx';
import { paramText } from './paramText.ts';
import { Section } from './Section.tsx';

interface DraftProps {
  action: ActionDetail;
}

const { draft } = texts.detail;

const looks: Record<ActionType, (props: DraftProps) => ReactNode> = {
  send_email: EmailPreview,
  draft_email: EmailPreview,
  create_followup_task: Task,
  log_touch: Touch,
  notify_rep: SlackMessage,
};

/** What will be done, as it will look where it arrives, and what edits have changed in it. */
export function DraftSection({ action }: DraftProps) {
  const Look = looks[action.actionType];
  return (
    <Section title={draft.titles[action.actionType]}>
      <Look action={action} />
      <Changes action={action} />
    </Section>
  );
}

/** The parts of the message, in Slack's order; its text as it is: what looks like markup is none. */
function SlackMessage({ action: { params, contextSummary } }: DraftProps) {
  const happened = paramText(params, 'subject') || contextSummary;
  const company = paramText(params, 'companyName');
  const body = paramText(params, 'body');
  return (
    <div className={classes.slack}>
      <span className={classes.avatar} aria-hidden>
        {texts.product.charAt(0)}
      </span>
      <div className={classes.message}>
        <p>
          <strong>{texts.product}</strong> <span className={classes.app}>{draft.app}</span>
        </p>
        <p className={classes.happened}>{happened}</p>
        {company !== '' && (
          <p>
            <strong>{company}</strong>
          </p>
        )}
        <p>{contextSummary}</p>
        {/* A note that only repeats what is said above it is left out there too. */}
        {body !== happened && body !== contextSummary && <p className={classes.text}>{body}</p>}
      </div>
    </div>
  );
}

function Task({ action: { params } }: DraftProps) {
  const format = useFormat();
  const dueAt = paramText(params, 'dueAt');
  return (
    <Entry title={paramText(params, 'subject')} text={paramText(params, 'body')}>
      <span>
        {draft.due} <time dateTime={dueAt}>{format.dateTime(dueAt)}</time>
      </span>
      <span>
        {draft.priority}: {priorityOf(paramText(params, 'urgency'))}
      </span>
    </Entry>
  );
}

function Touch({ action: { params } }: DraftProps) {
  const format = useFormat();
  const occurredAt = paramText(params, 'occurredAt');
  const touchType = paramText(params, 'touchType');
  return (
    <Entry title={paramText(params, 'subject')} text={paramText(params, 'body')}>
      <span>{draft.touches[touchType] ?? touchType}</span>
      <time dateTime={occurredAt}>{format.dateTime(occurredAt)}</time>
    </Entry>
  );
}

/** A record of the CRM. */
function Entry({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className={classes.entry}>
      <p className={classes.title}>{title}</p>
      <p className={classes.facts}>{children}</p>
      {text !== '' && <p className={classes.text}>{text}</p>}
    </div>
  );
}

function priorityOf(urgency: string): string {
  const known: Readonly<Record<string, string>> = texts.urgencies;
  return known[urgency] ?? urgency;
}
