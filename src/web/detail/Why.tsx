import type { ReactNode } from 'react';
import { stageLabel } from '../../domain/stageLabel.ts';
import type { ActionDetail } from '../api/client.ts';
import { createFormat, useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { useNowMs } from '../ticker.ts';
import { subjectsOf, timelinePath } from '../timeline/path.ts';
import { CrmLink } from './CrmLink.tsx';
import { Section } from './Section.tsx';
import classes from './Why.module.css';

const { why } = texts.detail;

/** The alert that made the action, those that joined it, what the CRM knows, and what else has happened on the deal. */
export function Why({ action }: { action: ActionDetail }) {
  const { alerts, contextSummary, context } = action;
  const format = useFormat();
  return (
    <Section title={why.title}>
      <ol className={classes.alerts}>
        {alerts.map(({ id, summary, createdAt }, index) => (
          <li key={id}>
            {index === 0 && isSaid(summary, contextSummary) ? (
              <time className={classes.at} dateTime={createdAt} title={format.dateTime(createdAt)}>
                {why.noticed(format.ago(createdAt))}
              </time>
            ) : (
              <>
                {index > 0 && `${why.again(format.date(createdAt))} `}
                {summary}
                <Ago at={createdAt} />
              </>
            )}
          </li>
        ))}
      </ol>
      <Facts action={action} />
      <Timelines action={action} />
      {context.changes.length > 0 && (
        <>
          <h4 className={classes.subtitle}>{why.changes}</h4>
          <ul className={classes.alerts}>
            {context.changes.map(({ summary, at }) => (
              <li key={`${at} ${summary}`}>
                {summary}
                <Ago at={at} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** Whether the heading has said it, whatever it goes on to say. */
function isSaid(summary: string, heading: string): boolean {
  return heading.toLowerCase().includes(summary.toLowerCase());
}

function Ago({ at }: { at: string }) {
  const format = useFormat();
  return (
    <time className={classes.at} dateTime={at} title={format.dateTime(at)}>
      {` · ${format.ago(at)}`}
    </time>
  );
}

function Facts({ action: { subject, context } }: { action: ActionDetail }) {
  const { company, deal, contact } = subject;
  const format = useFormat();
  const amount =
    deal?.amountMinor === undefined || deal.currency === undefined
      ? undefined
      : format.money(deal.amountMinor, deal.currency);
  const stage = stageOf(deal?.stage, context.deal?.stage);
  const timeZone = context.contact?.timeZone ?? contact?.timeZone;
  return (
    <dl className={classes.facts}>
      {company && (
        <Fact name={why.company}>
          <CrmLink url={company.url}>{company.name ?? company.id}</CrmLink>
        </Fact>
      )}
      {deal && (
        <Fact name={why.deal}>
          <CrmLink url={deal.url}>{deal.name ?? deal.id}</CrmLink>
        </Fact>
      )}
      {amount !== undefined && <Fact name={why.amount}>{amount}</Fact>}
      {stage !== undefined && <Fact name={why.stage}>{stage}</Fact>}
      {context.deal?.closeDate != null && (
        // A day, in no time zone: at noon UTC it is the same day nearly everywhere.
        <Fact name={why.closes}>{format.date(`${context.deal.closeDate}T12:00:00Z`)}</Fact>
      )}
      {contact && (
        <Fact name={why.contact}>
          <CrmLink url={contact.url}>{contact.name ?? contact.email ?? contact.id}</CrmLink>
        </Fact>
      )}
      {context.contact?.jobTitle != null && <Fact name={why.role}>{context.contact.jobTitle}</Fact>}
      {contact?.name !== undefined && contact.email !== undefined && <Fact name={why.email}>{contact.email}</Fact>}
      {timeZone != null && (
        <Fact name={why.localTime}>
          <LocalTime timeZone={timeZone} />
        </Fact>
      )}
      <When name={why.emailIn} at={context.lastEmailIn} />
      <When name={why.emailOut} at={context.lastEmailOut} />
    </dl>
  );
}

/** The ways to all that was seen, and why it made no action. */
function Timelines({ action }: { action: ActionDetail }) {
  const subjects = subjectsOf(action);
  if (subjects.length === 0) return null;
  return (
    <p className={classes.timelines}>
      {texts.timeline.whyElse}{' '}
      {subjects.map((subject) => (
        <a key={subject.kind} href={timelinePath(subject)}>
          {texts.timeline.links[subject.kind]}
        </a>
      ))}
    </p>
  );
}

/** As it was when the trigger arose, and what has become of it where the CRM has moved on since. */
function stageOf(then: string | undefined, now: string | undefined): string | undefined {
  const [was, is] = [then, now].map((stage) => (stage === undefined ? undefined : stageLabel(stage)));
  return was !== undefined && is !== undefined && was !== is ? why.changed(was, is) : (was ?? is);
}

function LocalTime({ timeZone }: { timeZone: string }) {
  const { locale } = useFormat();
  const nowMs = useNowMs();
  const format = createFormat({ locale, timeZone });
  // What is no time zone cannot be told the time in.
  if (format.timeZone !== timeZone) return timeZone;
  return why.inZone(format.dateTime(new Date(nowMs)), timeZone);
}

function When({ name, at }: { name: string; at: string | null }) {
  const format = useFormat();
  if (at === null) return null;
  return (
    <Fact name={name}>
      <time dateTime={at} title={format.dateTime(at)}>
        {format.ago(at)}
      </time>
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
