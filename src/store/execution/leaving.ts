/**
 * When emails to contacts may leave: a workspace's send window and caps, asked before an approval is shown and taken, and again
 * by the claim. What has been sent is counted in the deliveries ledger, in which a delivery has one row, however often it is
 * tried.
 */
import { type RawBuilder, sql } from 'kysely';
import { calendarOf } from '../../calendar/holidays.ts';
import type { ActionType } from '../../domain/actionTypes.ts';
import type { JsonObject } from '../../domain/json.ts';
import {
  CAP_PERIODS_MS,
  type Leave,
  leaveAt,
  type Place,
  placeOf,
  type SendingRules,
} from '../../domain/sendingRules.ts';
import type { Subject } from '../../domain/subject.ts';
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

/** What the ledger counts an email by; nothing of what is none. */
export function countedBy(action: Parameters<typeof mailOf>[0], sendNow: boolean) {
  const mail = mailOf(action);
  return mail && { recipient: mail.recipient, sent_by: mail.userId, send_now: sendNow, counted_at: sql<Date>`now()` };
}

/** From when on, and what is passed over. */
export interface When {
  /** Epoch milliseconds: not before. */
  fromMs: number;
  /** The send window is not waited for; caps are. */
  sendNow?: boolean | undefined;
}

/** When an email may leave at the earliest. */
export async function findLeave(
  db: Db,
  rules: SendingRules,
  mail: Mail,
  { fromMs, sendNow = false }: When,
): Promise<Leave> {
  const [leave] = await findLeaves(db, rules, [{ ...mail, fromMs }], sendNow);
  if (leave === undefined) throw new Error('one mail has one moment');
  return leave;
}

/** An email with the moment before which it does not leave in any case. */
type MailFrom = Mail & Pick<When, 'fromMs'>;

/** The same of several of one workspace, in their order. */
export async function findLeaves(
  db: Db,
  rules: SendingRules,
  mails: readonly MailFrom[],
  sendNow = false,
): Promise<Leave[]> {
  const freeFrom = await freeingMoments(db, rules, mails);
  const found = new Map<string, Promise<Leave>>();
  return Promise.all(
    mails.map(({ fromMs, subject, recipient }, i) => {
      const place = placeOf(subject, recipient, rules);
      const freeFromMs = freeFrom[i] ?? undefined;
      // Many of a list's are of one place, and a country of many time zones takes 30 ms.
      const key = JSON.stringify([place, fromMs, freeFromMs]);
      const leave = found.get(key) ?? leaveFrom(fromMs, { place, rules, freeFromMs, sendNow });
      found.set(key, leave);
      return leave;
    }),
  );
}

async function leaveFrom(
  fromMs: number,
  of: { place: Place; rules: SendingRules; freeFromMs: number | undefined; sendNow: boolean },
): Promise<Leave> {
  const { place, rules, freeFromMs, sendNow } = of;
  const calendars = sendNow ? undefined : await calendarsOf(place, rules);
  return leaveAt(fromMs, { place, timeZone: rules.timeZone, freeFromMs, calendars });
}

/** When people are at work in each of the time zones; undefined where the workspace does not ask for it. */
async function calendarsOf({ timeZones, country }: Place, { sendWindow }: SendingRules) {
  if (sendWindow === undefined) return undefined;
  return Promise.all(timeZones.map((timeZone) => calendarOf({ ...sendWindow.hours, country }, timeZone)));
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

/** From when on the caps are free for each, in epoch milliseconds; null: they are. */
async function freeingMoments(
  db: Db,
  { caps = {} }: SendingRules,
  mails: readonly MailFrom[],
): Promise<(number | null)[]> {
  const { perContactPerDay, perContactPerWeek, perRepPerDay } = caps;
  const toContact = sql`d.workspace_id = mail.workspace_id and d.recipient = mail.recipient`;
  const moments = [
    freeingMoment(toContact, perContactPerDay, CAP_PERIODS_MS.perContactPerDay),
    freeingMoment(toContact, perContactPerWeek, CAP_PERIODS_MS.perContactPerWeek),
    freeingMoment(sql`d.sent_by = mail.user_id`, perRepPerDay, CAP_PERIODS_MS.perRepPerDay),
  ].filter((moment) => moment !== undefined);
  if (moments.length === 0 || mails.length === 0) return [];
  const column = <K extends keyof MailFrom>(name: K) => mails.map((mail) => mail[name]);
  const { rows } = await sql<{ freeFromMs: number | null }>`
    select greatest(${sql.join(moments)})::float8 as "freeFromMs"
    from unnest(${column('actionId')}::uuid[], ${column('workspaceId')}::text[], ${column('userId')}::text[],
      ${column('recipient')}::text[], ${column('fromMs')}::float8[])
      with ordinality as mail (action_id, workspace_id, user_id, recipient, from_ms, place)
    order by place`.execute(db);
  return rows.map(({ freeFromMs }) => freeFromMs);
}

/**
 * When the earliest of the last `cap` emails is a period ago; null in SQL where they were not so many. What surely did not arrive
 * does not count, nor does what has yet to be tried again: that asks anew.
 */
function freeingMoment(
  which: RawBuilder<unknown>,
  cap: number | undefined,
  periodMs: number,
): RawBuilder<unknown> | undefined {
  if (cap === undefined) return undefined;
  return sql`(
    select ceil(extract(epoch from d.counted_at) * 1000) + ${periodMs}::float8
    from deliveries as d
    where ${which} and d.action_id <> mail.action_id and d.state not in ('refused', 'free')
      and d.counted_at > to_timestamp((mail.from_ms - ${periodMs}::float8) / 1000)
    order by d.counted_at desc offset ${cap - 1}::bigint limit 1)`;
}
