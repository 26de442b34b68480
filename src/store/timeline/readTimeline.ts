/** What was seen of a deal, a contact or a company, what it came to, and all that was done about it: one list, the newest first. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ActionType } from '../../domain/actionTypes.ts';
import { normaliseId } from '../../domain/ids.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { Status } from '../../domain/lifecycle.ts';
import type { NoticeKind } from '../../domain/notifications.ts';
import type { TimelineSource, TimelineSubject } from '../../domain/timeline.ts';
import type { TriggerOutcome, TriggerType } from '../../domain/triggers.ts';
import type { Why } from '../../domain/whyUnused.ts';
import { inScope, type Scope } from '../access/scope.ts';
import type { Db } from '../database/db.ts';
import { type Page, type PageRequest, readCursor, toPage } from '../database/paging.ts';
import { findRecord, isReached, type Known } from './timelineScope.ts';

/** One entry; what a source does not have is null. */
export interface TimelineRow {
  key: string;
  source: TimelineSource;
  at: Date;
  /** Whose it is or was: of `message`, who was told. */
  userId: string | null;
  userName: string | null;
  triggerType: TriggerType | null;
  outcome: TriggerOutcome | null;
  why: Why | null;
  /** Of `trigger`: when it took place in the CRM. */
  occurredAt: Date | null;
  payload: JsonObject | null;
  /** What its alert says. */
  summary: string | null;
  dealName: string | null;
  companyName: string | null;
  contactName: string | null;
  actionId: string | null;
  actionType: ActionType | null;
  actionStatus: Status | null;
  workflowId: string | null;
  command: string | null;
  accepted: boolean | null;
  channel: string | null;
  changes: Json | null;
  /** What was said with a decision, or why a CRM's event could not be applied. */
  message: string | null;
  messageKind: NoticeKind | null;
}

export interface Timeline extends Page<TimelineRow> {
  /** Undefined where the mirror does not know the record, or its owner there is nobody whom the scope reaches. */
  record: Known | undefined;
}

/**
 * Of so many triggers before a page's end the actions are looked at: what was done later than that to an older action (a failure that somebody
 * has seen to after a thousand more triggers on one record) is not listed.
 */
const MAX_TRIGGERS = 1_000;

/**
 * One page of it. Listed is what was the scope's users' at that time or is now, and what was nobody's where the record is theirs in the CRM
 * now. Undefined where there is nothing of the record that the scope may see.
 *
 * @throws CursorError
 */
export async function readTimeline(
  db: Db,
  scope: Scope,
  subject: TimelineSubject,
  { limit, cursor }: PageRequest,
): Promise<Timeline | undefined> {
  const record = await findRecord(db, scope, subject);
  const isTheirs = record?.isReached ?? scope.reach === 'workspace';
  const before = cursor === undefined ? undefined : readCursor(cursor, 'timeline');
  const { rows } = await statement(scope, subject, { isTheirs, before, limit: limit + 1 }).execute(db);
  if (rows.length === 0 && cursor === undefined && record?.isReached !== true) return undefined;
  const page = toPage(rows, 'timeline', limit, ({ cursorAt, key }) => [cursorAt, key]);
  return {
    record: record?.isReached === true ? record : undefined,
    ...page,
    items: page.items.map(({ cursorAt, ...row }) => row),
  };
}

type Keyed = TimelineRow & { cursorAt: string };

interface Asked {
  /** Whether what was nobody's is to be seen. */
  isTheirs: boolean;
  before: string[] | undefined;
  limit: number;
}

/** Entries first, by little more than their keys; all that is shown is looked up for those of the page alone. */
function statement(scope: Scope, subject: TimelineSubject, { isTheirs, before, limit }: Asked): RawBuilder<Keyed> {
  const [beforeAt, beforeKey] = before ?? [];
  const upTo = beforeAt === undefined ? sql`'infinity'::timestamptz` : sql`${beforeAt}::timestamptz`;
  const isBefore =
    beforeAt === undefined ? sql<SqlBool>`true` : sql<SqlBool>`(at, key collate "C") < (${upTo}, ${beforeKey})`;
  return sql<Keyed>`
    with seen as materialized (
      select t.id, t.created_at, t.action_id, t.outcome from trigger_log as t
      left join pending_autonomous_actions as a on a.id = t.action_id
      where ${isAbout(scope, subject)} and t.created_at <= ${upTo}
        and (${inScope(scope, 't.user_id')} or ${inScope(scope, 'a.user_id')} or (t.user_id is null and ${isTheirs}::boolean))
      order by t.created_at desc, t.id desc limit ${MAX_TRIGGERS}
    ), made as (
      with recursive chain as (
        select action_id as id from seen where outcome = 'created'
        union
        select retry.id from chain join pending_autonomous_actions as retry on retry.retry_of = chain.id)
      select a.id from chain join pending_autonomous_actions as a on a.id = chain.id where ${inScope(scope, 'a.user_id')}
    ), entries as (
      select 'trigger' as source, created_at as at, ${key('1', 'id')} as key, id as number, null::uuid as message_id from seen
      union all
      select 'trail', e.at, ${key('2', 'e.id')}, e.id, null
      from made join action_audit as e on e.action_id = made.id where e.command <> 'create'
      union all
      select 'message', m.sent_at, '3-' || m.id::text, null, m.id
      from made join action_messages as m on m.action_id = made.id where m.state = 'sent' and m.sent_at is not null
      union all
      ${inboxEntries(scope, subject, isTheirs)}
    ), page as (
      select * from entries where ${isBefore} order by at desc, key collate "C" desc limit ${limit}
    )
    select page.key, page.source, page.at, to_char(page.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt",
      u.id as "userId", u.display_name as "userName",
      coalesce(t.trigger_type, a.trigger_type) as "triggerType", t.outcome, t.why, coalesce(t.occurred_at, i.occurred_at) as "occurredAt",
      t.payload, r.summary, ${nameOf('d', 'deal')} as "dealName", ${nameOf('y', 'company')} as "companyName",
      ${nameOf('c', 'contact')} as "contactName", a.id as "actionId", a.action_type as "actionType", a.status as "actionStatus",
      a.workflow_id as "workflowId", e.command, e.accepted, coalesce(e.channel, m.channel) as channel, e.changes,
      coalesce(e.message, i.error) as message, m.kind as "messageKind"
    from page
    left join trigger_log as t on page.source = 'trigger' and t.id = page.number
    left join realtime_alerts as r on r.id = t.alert_id
    left join action_audit as e on page.source = 'trail' and e.id = page.number
    left join action_messages as m on m.id = page.message_id
    left join crm_inbox as i on page.source = 'inbox' and i.id = page.number
    left join pending_autonomous_actions as a on a.id = coalesce(t.action_id, e.action_id, m.action_id) and ${inScope(scope, 'a.user_id')}
    left join users as u on u.id = coalesce(e.by, m.user_id, t.user_id) and u.workspace_id = ${scope.workspaceId}
    left join crm_deals as d on d.workspace_id = t.workspace_id and d.crm = t.crm and d.id = t.deal_id and ${isTold(scope, 'deal', 'd')}
    left join crm_companies as y on y.workspace_id = t.workspace_id and y.crm = t.crm and y.id = t.company_id and ${isTold(scope, 'company', 'y')}
    left join crm_contacts as c on c.workspace_id = t.workspace_id and c.crm = t.crm and c.id = t.contact_id and ${isTold(scope, 'contact', 'c')}
    order by page.at desc, page.key collate "C" desc`;
}

/** What was tried in vain, and what was given up: each has an index of its own, in which there is little. */
function inboxEntries(
  { workspaceId }: Scope,
  { kind, crm, id }: TimelineSubject,
  isTheirs: boolean,
): RawBuilder<unknown> {
  const inState = (state: RawBuilder<unknown>) => sql`
    select 'inbox', i.received_at, ${key('0', 'i.id')}, i.id, null from crm_inbox as i
    where ${isTheirs}::boolean and i.workspace_id = ${workspaceId} and i.crm = ${crm}
      and i.record_key = ${`${kind}:${id}`} and ${state}`;
  return sql`${inState(sql`i.state = 'new' and i.error is not null`)} union all ${inState(sql`i.state = 'failed'`)}`;
}

/**
 * Whether the mirror's name is told: the CRM itself was seen to say something of the record, or its owner is one whom the scope reaches.
 * A trigger that was posted (its payload is the request, with a triggerType) may name any record.
 */
function isTold(scope: Scope, kind: TimelineSubject['kind'], mirror: 'd' | 'y' | 'c'): RawBuilder<SqlBool> {
  return sql<SqlBool>`(not t.payload ? 'triggerType' or ${isReached(scope, kind, mirror)})`;
}

/** As the CRM told last where that is told, else as the trigger had it. */
function nameOf(mirror: 'd' | 'y' | 'c', kind: TimelineSubject['kind']): RawBuilder<string | null> {
  const said = sql.lit(`{${kind},name}`);
  return sql<
    string | null
  >`coalesce(${sql.ref(`${mirror}.properties`)} ->> 'name', r.subject #>> ${said}, t.payload #>> ${said})`;
}

const COLUMNS = { deal: 't.deal_id', company: 't.company_id', contact: 't.contact_id' } as const;

function isAbout({ workspaceId }: Scope, { kind, crm, id }: TimelineSubject): RawBuilder<SqlBool> {
  return sql<SqlBool>`(t.workspace_id = ${workspaceId} and t.crm = ${crm} and ${sql.ref(COLUMNS[kind])} = ${normaliseId(id)})`;
}

/** Of one moment a trigger stands below what was done about it: in text, as numbers stand. */
function key(rank: string, id: string): RawBuilder<string> {
  return sql<string>`${sql.lit(`${rank}-`)} || lpad(${sql.ref(id)}::text, 20, '0')`;
}
