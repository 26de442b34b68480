/** What a draft to a contact is made with beside its trigger: what he knows of us, and when both are at work. */
import { calendarOf } from '../calendar/holidays.ts';
import type { ActionType } from '../domain/actionTypes.ts';
import type { JsonObject } from '../domain/json.ts';
import { placeOf, type SendingRules } from '../domain/sendingRules.ts';
import type { Subject } from '../domain/subject.ts';
import { isTimeZone } from '../domain/timeZones.ts';
import { DEFAULT_WORKING_HOURS } from '../domain/workingHours.ts';
import type { MeetingCalendars } from '../drafting/meetingTimes.ts';
import type { TriggerToDraft } from '../drafting/triggerToDraft.ts';
import { readSharedHistory } from '../store/crm/sharedHistory.ts';
import type { Db, Tx } from '../store/database/db.ts';
import type { Owner } from '../store/people/people.ts';

export interface TriggerOfEmail {
  workspaceId: string;
  actionType: ActionType | 'off';
  subject: Subject;
  /** Parameters that came with it. */
  given: JsonObject;
  /** Where the action writes to, and in which CRM's mirror the subject is where that is another. */
  crm?: string;
  mirror?: string;
}

/** Nothing of it where it is no email, nor what only the words need where these were given. */
export async function readForEmail(
  to: Db | Tx,
  owner: Owner,
  { workspaceId, actionType, subject, given, crm, mirror }: TriggerOfEmail,
): Promise<Pick<TriggerToDraft, 'shared' | 'calendars'>> {
  const isEmail = actionType === 'send_email' || actionType === 'draft_email';
  if (!isEmail || given.body !== undefined) return {};
  const between = { workspaceId, crm: mirror ?? crm ?? owner.workspaceCrm, userId: owner.id, subject };
  const [shared, calendars] = [await readSharedHistory(to, between), await calendarsOf(owner, subject)];
  // To somebody else than the contact it answers nothing, and what the contact knows he need not.
  return isToContact(subject, given) ? { shared, calendars } : {};
}

function isToContact({ contact }: Subject, { contactEmail }: JsonObject): boolean {
  return contactEmail === undefined || contactEmail === contact?.email;
}

/**
 * By the hours of the workspace's send window, else ours. Public holidays are known where there is a send window: they are loaded
 * at the start then, and take 0.2 s otherwise, while rows are locked.
 */
async function calendarsOf(owner: Owner, subject: Subject): Promise<MeetingCalendars | undefined> {
  const { sendWindow } = owner.workspaceSettings;
  if (!isTimeZone(owner.timeZone)) return undefined;
  const rules: SendingRules = { timeZone: owner.timeZone, ...(sendWindow === undefined ? {} : { sendWindow }) };
  const { timeZones, country } = placeOf(subject, null, rules);
  const { contact, company } = subject;
  const [timeZone, ...others] = timeZones;
  const isTold = [contact?.timeZone, contact?.country, company?.country].some((told) => told !== undefined);
  const hours = sendWindow?.hours ?? DEFAULT_WORKING_HOURS;
  const rep = await calendarOf(DEFAULT_WORKING_HOURS, owner.timeZone);
  // Of several time zones of a country nobody knows which is the contact's.
  if (!isTold || timeZone === undefined || others.length > 0 || !isTimeZone(timeZone)) return { rep };
  const closedIn = sendWindow === undefined ? {} : { country };
  return { rep, contact: await calendarOf({ ...hours, ...closedIn }, timeZone) };
}
