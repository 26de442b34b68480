/** What a contact knows of us as well: read for whoever writes to him. */
import { sql } from 'kysely';
import { MESSAGE_ID, type SharedHistory } from '../../domain/sharedHistory.ts';
import type { Subject } from '../../domain/subject.ts';
import type { Db, Tx } from '../database/db.ts';

/** Beyond that it has been forgotten, or is done. */
const MAX_AGE_DAYS = 90;

export interface Between {
  workspaceId: string;
  /** In whose mirror the contact is. */
  crm: string;
  /** The rep: only his own emails are answered, or what the CRM knows of. */
  userId: string;
  subject: Subject;
}

interface Found {
  jobTitle: string | null;
  meeting: string | null;
  nextStep: string | null;
  competitors: string[] | null;
  logged: { messageId: string; subject: string | null; at: string } | null;
  sent: { messageId: string | null; serverMessageId: string | null; subject: string | null; at: string } | null;
}

/** Of the contact and nobody else: what others on the deal know, he need not. */
export async function readSharedHistory(db: Db | Tx, between: Between): Promise<SharedHistory> {
  const { subject } = between;
  if (subject.contact?.id === undefined && subject.contact?.email === undefined) return {};
  const { rows } = await statement(between).execute(db);
  const [found] = rows;
  if (found === undefined) return {};
  const { jobTitle, meeting, nextStep, competitors, logged, sent } = found;
  const thread = later(logged, sent && { ...sent, messageId: sent.serverMessageId ?? sent.messageId });
  return {
    ...(jobTitle === null ? {} : { jobTitle }),
    ...(meeting === null ? {} : { meeting }),
    ...(nextStep === null ? {} : { nextStep }),
    ...(thread === undefined ? {} : { thread }),
    secrets: competitors ?? [],
  };
}

interface Mail {
  messageId: string | null;
  subject: string | null;
  at: string;
}

function later(...mails: (Mail | null)[]): SharedHistory['thread'] {
  const answerable = mails.flatMap((mail) =>
    // A relay that gives messages an id of its own may tell it in another form: then nobody knows the header.
    mail?.messageId && mail.subject && MESSAGE_ID.test(mail.messageId)
      ? [{ at: Date.parse(mail.at), thread: { messageId: mail.messageId, subject: mail.subject } }]
      : [],
  );
  return answerable.sort((a, b) => b.at - a.at)[0]?.thread;
}

function statement({ workspaceId, crm, userId, subject: { contact, deal } }: Between) {
  const own = sql`workspace_id = ${workspaceId} and crm = ${crm}`;
  const since = sql`now() - ${MAX_AGE_DAYS} * interval '1 day'`;
  const his = sql`${own} and contact_id = ${contact?.id ?? null} and at > ${since} and at <= now()`;
  const address = contact?.email?.trim().toLowerCase() ?? null;
  return sql<Found>`select
    (select properties ->> 'jobTitle' from crm_contacts
      where ${own} and id = ${contact?.id ?? null} and deleted_at is null) as "jobTitle",
    (select title from crm_engagements where ${his} and kind = 'meeting' and title is not null
      order by at desc limit 1) as meeting,
    (select next_step from crm_engagements where ${his} and next_step is not null
      order by at desc limit 1) as "nextStep",
    (select properties -> 'competitors' from crm_deals where ${own} and id = ${deal?.id ?? null}) as competitors,
    (select jsonb_build_object('messageId', message_id, 'subject', title, 'at', at) from crm_engagements
      where ${his} and kind = 'email' and message_id is not null order by at desc limit 1) as logged,
    (select jsonb_build_object('messageId', d.result -> 'messageId', 'serverMessageId', d.result -> 'serverMessageId',
        'subject', a.action_params -> 'subject', 'at', d.finished_at)
      from deliveries d join pending_autonomous_actions a on a.id = d.action_id
      where d.workspace_id = ${workspaceId} and d.recipient = ${address} and d.sent_by = ${userId}
        and d.state = 'done' and d.counted_at > ${since}
      order by d.counted_at desc limit 1) as sent`;
}
