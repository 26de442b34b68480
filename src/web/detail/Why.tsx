import type { ReactNode } from 'react';
import type { ActionDetail } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import { CrmLink } from './CrmLink.tsx';
import { Section } from './Section.tsx';
import classes from './Why.module.css';

const { why } = texts.detail;

/** The alert that made the action, those that joined it, and what the CRM knew then. */
export function Why({ action: { alerts, subject } }: { action: ActionDetail }) {
  const format = useFormat();
  return (
    <Section title={why.title}>
      <ol className={classes.alerts}>
        {alerts.map(({ id, summary, createdAt }, index) => (
          <li key={id}>
            {index > 0 && `${why.again(format.date(createdAt))} `}
            {summary}
            <time className={classes.at} dateTime={createdAt} title={format.dateTime(createdAt)}>
              {` · ${format.ago(createdAt)}`}
            </time>
          </li>
        ))}
      </ol>
      <Facts subject={subject} />
    </Section>
  );
}

function Facts({ subject: { company, deal, contact } }: Pick<ActionDetail, 'subject'>) {
  const format = useFormat();
  const amount =
    deal?.amountMinor === undefined || deal.currency === undefined
      ? undefined
      : format.money(deal.amountMinor, deal.currency);
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
      {deal?.stage !== undefined && <Fact name={why.stage}>{deal.stage}</Fact>}
      {contact && (
        <Fact name={why.contact}>
          <CrmLink url={contact.url}>{contact.name ?? contact.email ?? contact.id}</CrmLink>
        </Fact>
      )}
      {contact?.name !== undefined && contact.email !== undefined && <Fact name={why.email}>{contact.email}</Fact>}
    </dl>
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
