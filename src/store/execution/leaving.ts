/**
 * When emails to contacts may leave: a workspace's send window and caps, asked before an approval is shown and taken, and again
 * by the claim. What has been sent is counted in the deliveries ledger, in which a delivery has one row, however often it is
 * tried.
 */
import { type RawBuilder, sql } from 'kysely';
import { calendarOf } from '../../calendar/holidays.ts';
import type { ActionType } from '../../domain/actionTypes.ts';
import type { JsonObject } from '../../domain/json.ts';
import { CAP_PERIODS_MS, type Leave, leaveAt, placeOf, type SendingRules } from '../../domain/sendingRules.ts';
import type { Subject } from '../../domain/subject.ts';
import { isTimeZone } from '../../domain/timeZones.ts';
import type { Db, Tx } from '../database/db.ts';

/** The rules of the workspace of an action `a`, for the statement that reads it; null where there are none. */
export const RULES = sql<SendingRules | null>`(
  select jsonb_build_object('timeZone', time_zone)
    || jsonb_strip_nulls(jsonb_build_object('sendWindow', settings -> 'sendWindow', 'caps', settings -> 'caps'))
  from workspaces where id = a.workspace_id and settings ?| array['sendWindow', 'caps'])`;

/** An email to a contact, sent or not. */
export interface Mail {
  actionId: string;
  workspaceId: string;
  userId: string;
  recipient: string | null;
  subject: Subject;
}

/** What caps count a recipient by: as in `isSuppressed`. */
export function recipientOf(params: JsonObject): string | null {
  const { contactEmail } = params;
  return typeof contactEmail === 'string' ? contactEmail.trim().toLowerCase() : null;
}

/** An action as an email that rules are about; undefined: it is none. */
export function mailOf(action: {
  id: string;
  workspace_id: string;
  user_id: string;
  action_type: ActionType;
  action_params: JsonObject;
  subject: Subject;
}): Mail | undefined {
  if (action.action_type !== 'send_email') return undefined;
  const { id, workspace_id, user_id, action_params, subject } = action;
  const recipient = recipientOf(action_params);
  return { actionId: id, workspaceId: workspace_id, userId: user_id, recipient, subject };
}

export interface When {
  /** Epoch milliseconds: not before. */
  fromMs: number;
  /** The send window is not waited for; caps are. */
  sendNow?: boolean | undefined;
}

/** When an email may leave at the earliest. */
export async function findLeave(db: Db, rules: SendingRules, mail: Mail, when: When): Promise<Leave> {
  const [leave] = await findLeaves(db, rules, [mail], when);
  if (leave === undefined) throw new Error('one mail has one moment');
  return leave;
}

/** The same of several of one workspace, in their order. */
export async function findLeaves(db: Db, rules: SendingRules, mails: readonly Mail[], when: When): Promise<Leave[]> {
  const freeFrom = await freeingMoments(db, rules, mails, when.fromMs);
  return Promise.all(
    mails.map(async ({ actionId, subject }) => {
      const { timeZone, country } = placeOf(subject, rules);
      const freeFromMs = freeFrom.get(actionId);
      if (rules.sendWindow === undefined || when.sendNow === true) {
        const shownIn = isTimeZone(timeZone) ? timeZone : rules.timeZone;
        return leaveAt(when.fromMs, { timeZone: shownIn, freeFromMs });
      }
      const calendar = await calendarOf({ ...rules.sendWindow.hours, country }, timeZone);
      return leaveAt(when.fromMs, { timeZone, freeFromMs, calendar });
    }),
  );
}

/**
 * Whoever counts under caps and then sends does so alone for the contact and for the rep, until the transaction ends. Everybody
 * takes the contact's lock first.
 */
export async function lockCaps(
  tx: Tx,
  { caps }: SendingRules,
  { workspaceId, recipient, userId }: Mail,
): Promise<void> {
  if (caps === undefined) return;
  const keys = [`cap:contact:${workspaceId}:${recipient}`, `cap:rep:${userId}`];
  for (const key of keys) await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** From when on the caps are free, for those for whom they are not, in epoch milliseconds by action. */
async function freeingMoments(
  db: Db,
  { caps = {} }: SendingRules,
  mails: readonly Mail[],
  atMs: number,
): Promise<Map<string, number>> {
  const { perContactPerDay, perContactPerWeek, perRepPerDay } = caps;
  const toContact = sql`d.workspace_id = mail.workspace_id and d.recipient = mail.recipient`;
  const moments = [
    freeingMoment(toContact, perContactPerDay, CAP_PERIODS_MS.perContactPerDay, atMs),
    freeingMoment(toContact, perContactPerWeek, CAP_PERIODS_MS.perContactPerWeek, atMs),
    freeingMoment(sql`d.sent_by = mail.user_id`, perRepPerDay, CAP_PERIODS_MS.perRepPerDay, atMs),
  ].filter((moment) => moment !== undefined);
  if (moments.length === 0 || mails.length === 0) return new Map();
  const { rows } = await sql<{ actionId: string; freeFromMs: number | null }>`
    select mail.action_id as "actionId", greatest(${sql.join(moments)})::float8 as "freeFromMs"
    from unnest(${mails.map(({ actionId }) => actionId)}::uuid[], ${mails.map(({ workspaceId }) => workspaceId)}::text[],
      ${mails.map(({ userId }) => userId)}::text[], ${mails.map(({ recipient }) => recipient)}::text[])
      as mail (action_id, workspace_id, user_id, recipient)`.execute(db);
  return new Map(rows.flatMap(({ actionId, freeFromMs }) => (freeFromMs === null ? [] : [[actionId, freeFromMs]])));
}

/** When the earliest of the last `cap` emails is a period ago; null in SQL where they were not so many. What surely did not arrive does not count. */
function freeingMoment(
  which: RawBuilder<unknown>,
  cap: number | undefined,
  periodMs: number,
  atMs: number,
): RawBuilder<unknown> | undefined {
  if (cap === undefined) return undefined;
  return sql`(
    select ceil(extract(epoch from d.first_claimed_at) * 1000) + ${periodMs}
    from deliveries as d
    where ${which} and d.action_id <> mail.action_id and d.state <> 'refused'
      and d.first_claimed_at > to_timestamp(${(atMs - periodMs) / 1_000})
    order by d.first_claimed_at desc offset ${cap - 1} limit 1)`;
}
